import { seededRandom } from '../random.js';
import type { GetRatesRequest } from '../schemas/shipments.js';
import { businesses } from './businesses.js';
import type { BusinessId } from './businesses.js';
import type { Money } from './money.js';
import { promiseOf } from './promise.js';
import type { ShipmentPromise } from './promise.js';
import type { IneligibleService, OfferedService } from './rate-plan.js';
import type { RatePlans } from './rate-plans.js';
import type { TrackingLife } from './tracking-lives.js';

/** A rate can be bought for this long after the carrier made it (guide). */
export const rateLifetimeMs = 10 * 60_000;

/** The rates of one getRates call. Instants are epoch ms. */
export interface Quote {
  readonly requestToken: string;
  readonly businessId: BusinessId;
  readonly request: GetRatesRequest;
  /** When the carrier made the rates. */
  readonly createdAt: number;
  expiresAt: number;
  readonly offers: readonly Offer[];
  readonly ineligible: readonly IneligibleService[];
}

/** One rate. */
export interface Offer {
  readonly rateId: string;
  readonly service: OfferedService;
  /** Without value-added services. */
  readonly charge: Money;
  readonly promise: ShipmentPromise;
  readonly life: TrackingLife;
}

/** All quotes. */
export interface Quotes {
  open(request: GetRatesRequest, businessId: BusinessId): Quote;
  find(requestToken: string): Quote | undefined;
  /** Ends the life of open quotes, of one parcel or of all; says how many. */
  expire(parcel?: string): number;
}

/** Makes an empty store of quotes that are drawn up by plans. */
export function createQuotes(clock: () => number, seed: number, plans: RatePlans): Quotes {
  const byToken = new Map<string, Quote>();
  return {
    open(request, businessId) {
      const now = clock();
      const { services, ineligible, life = 'on-time', rateAgeMs = 0 } = plans.take(request, businessId);
      const random = seededRandom(seed, 'quote', byToken.size);
      const createdAt = now - rateAgeMs;
      const quote: Quote = {
        requestToken: `amzn1.rq.${random.digits(14)}.100`,
        businessId,
        request,
        createdAt,
        expiresAt: createdAt + rateLifetimeMs,
        offers: services.map((service) => ({
          rateId: `${random.uuid()}${String(createdAt)}`,
          service,
          charge: { minor: service.priceMinor, unit: service.currency ?? businesses[businessId].currency },
          promise: promiseOf(service, request.shipDate, now),
          life: service.life ?? life,
        })),
        ineligible,
      };
      byToken.set(quote.requestToken, quote);
      return quote;
    },
    find: (requestToken) => byToken.get(requestToken),
    expire(parcel) {
      const now = clock();
      const open = [...byToken.values()].filter(
        (quote) =>
          quote.expiresAt > now &&
          (parcel === undefined || quote.request.packages.some((each) => each.packageClientReferenceId === parcel)),
      );
      for (const quote of open) quote.expiresAt = now;
      return open.length;
    },
  };
}
