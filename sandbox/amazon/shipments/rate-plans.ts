import type { GetRatesRequest } from '../schemas/shipments.js';
import type { BusinessId } from './businesses.js';
import type { RatePlan } from './rate-plan.js';
import { usualServices } from './usual-services.js';
import type { Assortment } from './usual-services.js';

/** A rise of prices that holds for later rates; those that were given keep theirs. */
export interface PriceRise {
  /** Such as 10 for a tenth more; a negative one lowers prices. */
  readonly percent: number;
  /** Only for the parcel with this `packageClientReferenceId`. */
  readonly parcel?: string;
  readonly serviceId?: string;
}

/** What is offered to whom. */
export interface RatePlans {
  place(plan: RatePlan): void;
  raise(rise: PriceRise): void;
  /** What a request is offered; counts as one answer of its plan. */
  take(request: GetRatesRequest, businessId: BusinessId): Assortment & Pick<RatePlan, 'life' | 'rateAgeMs'>;
}

/** Makes an empty set of plans: everything is as usual. */
export function createRatePlans(): RatePlans {
  let plans: { readonly plan: RatePlan; left: number }[] = [];
  const rises: PriceRise[] = [];

  const priced = (minor: number, serviceId: string, parcel: string | undefined): number =>
    Math.round(
      rises
        .filter((rise) => (rise.parcel ?? parcel) === parcel && (rise.serviceId ?? serviceId) === serviceId)
        .reduce((price, { percent }) => price * (1 + percent / 100), minor),
    );

  return {
    place(plan) {
      plans.unshift({ plan, left: plan.times ?? Infinity });
    },
    raise(rise) {
      rises.push(rise);
    },
    take(request, businessId) {
      const parcel = request.packages[0]?.packageClientReferenceId;
      const entry = plans.find(
        ({ plan }) => (plan.parcel ?? parcel) === parcel && (plan.businessId ?? businessId) === businessId,
      );
      if (entry !== undefined) {
        entry.left--;
        plans = plans.filter(({ left }) => left > 0);
      }
      const { services, ineligible, life, rateAgeMs } = entry?.plan ?? {};
      const usual = usualServices(request, businessId);
      return {
        services: (services ?? usual.services).map((service) => ({
          ...service,
          priceMinor: priced(service.priceMinor, service.serviceId, parcel),
        })),
        ineligible: ineligible ?? usual.ineligible,
        ...(life === undefined ? {} : { life }),
        ...(rateAgeMs === undefined ? {} : { rateAgeMs }),
      };
    },
  };
}
