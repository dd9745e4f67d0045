import { startLocalAmazon } from '../../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazonOptions } from '../../../../sandbox/amazon/options.js';
import { fakeClock, logIn, userAgent } from '../clients.js';
import type { FakeClock } from '../clients.js';
import { ratesRequest } from './requests.js';

export const ratesPath = '/shipping/v2/shipments/rates';
export const purchasePath = '/shipping/v2/shipments';
export const directPurchasePath = '/shipping/v2/shipments/directPurchase';
export const inputsPath = '/shipping/v2/shipments/additionalInputs/schema';
export const trackingPath = '/shipping/v2/tracking';
export const dayMs = 24 * 3_600_000;

/** An answer, its body by the letter of the model. */
export interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly text: string;
}

/** Why a call was refused: status, code and what is said about it. */
export interface ErrorList {
  readonly errors: readonly { readonly code: string; readonly message: string; readonly details?: string }[];
}

export interface Rate {
  readonly rateId: string;
  readonly carrierId: string;
  readonly serviceId: string;
  readonly totalCharge: { readonly value: number; readonly unit: string };
  readonly promise: Promised;
  readonly supportedDocumentSpecifications: readonly {
    readonly format: string;
    readonly size: object;
    readonly printOptions: readonly {
      readonly supportedDPIs?: readonly number[];
      readonly supportedPageLayouts: readonly string[];
      readonly supportedFileJoiningOptions: readonly boolean[];
      readonly supportedDocumentDetails: readonly { readonly name: string; readonly isMandatory: boolean }[];
    }[];
  }[];
  readonly availableValueAddedServiceGroups: readonly {
    readonly groupId: string;
    readonly isRequired: boolean;
    readonly valueAddedServices: readonly { readonly id: string; readonly cost: { readonly value: number } }[];
  }[];
  readonly requiresAdditionalInputs: boolean;
}

export interface Promised {
  readonly pickupWindow: { readonly start: string; readonly end: string };
  readonly deliveryWindow: { readonly start: string; readonly end: string };
}

export interface Rates {
  readonly payload: {
    readonly requestToken: string;
    readonly rates: readonly Rate[];
    readonly ineligibleRates?: readonly {
      readonly serviceId: string;
      readonly ineligibilityReasons: readonly { readonly code: string }[];
    }[];
  };
}

export interface Purchased {
  readonly payload: {
    readonly shipmentId: string;
    readonly packageDocumentDetails: readonly {
      readonly packageClientReferenceId: string;
      readonly trackingId: string;
      readonly packageDocuments: readonly {
        readonly type: string;
        readonly format: string;
        readonly contents: string;
      }[];
    }[];
    readonly promise: Promised;
  };
}

export interface Tracked {
  readonly payload: {
    readonly trackingId: string;
    readonly alternateLegTrackingId: string;
    readonly eventHistory: readonly {
      readonly eventCode: string;
      readonly eventTime: string;
      readonly shipmentType: string;
      readonly location?: object;
    }[];
    readonly promisedDeliveryDate: string;
    readonly summary: {
      readonly status: string;
      readonly trackingDetailCodes: { readonly forward: readonly string[]; readonly returns: readonly string[] };
    };
  };
}

/** What may be said beside path and body. */
export interface Extras {
  readonly query?: Readonly<Record<string, string>>;
  /** A header that is `undefined` is not sent. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A shipper in the UK with plain HTTP and nothing of the product. */
export interface Shipper {
  readonly amazon: LocalAmazon;
  readonly clock: FakeClock;
  call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, extras?: Extras): Promise<Answered<T>>;
  /** The rates for a request, by default a right one. */
  rates(request?: unknown, extras?: Extras): Promise<Rates['payload']>;
  /** Buys a rate with the first specification that it supports and the first service of every required group. */
  buy(requestToken: string, rate: Rate, change?: object, extras?: Extras): Promise<Answered<Purchased>>;
  /** Rates and buys in one go, by default Amazon's next-day service. */
  ship(parcel: string, life?: LocalAmazonLife, serviceId?: string): Promise<Purchased['payload']>;
  track(trackingId: string, carrierId?: string): Promise<Answered<Tracked>>;
  cancel(shipmentId: string, extras?: Extras): Promise<Answered<unknown>>;
}

export type LocalAmazonLife = NonNullable<Parameters<LocalAmazon['placeRatePlan']>[0]['life']>;

/** Starts a local Amazon on a fake clock, logs in, and makes a shipper. */
export async function startWithShipper(options: LocalAmazonOptions = {}): Promise<Shipper> {
  const clock = fakeClock();
  const amazon = await startLocalAmazon({ clock, tokenLifetimeSeconds: 1e8, ...options });
  const accessToken = await logIn(amazon);

  const call: Shipper['call'] = async (method, path, body, extras = {}) => {
    const query = extras.query === undefined ? '' : `?${new URLSearchParams(extras.query).toString()}`;
    const headers: Record<string, string | undefined> = {
      'user-agent': userAgent,
      'x-amz-access-token': accessToken,
      'x-amzn-shipping-business-id': 'AmazonShipping_UK',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...extras.headers,
    };
    const response = await fetch(`${amazon.url}${path}${query}`, {
      method,
      headers: Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) as never, text };
  };

  const rates: Shipper['rates'] = async (request = ratesRequest('PARCEL-1'), extras = {}) =>
    (await call<Rates>('POST', ratesPath, request, extras)).body.payload;

  const buy: Shipper['buy'] = (requestToken, rate, change = {}, extras = {}) =>
    call('POST', purchasePath, { ...purchaseOf(requestToken, rate), ...change }, extras);

  return {
    amazon,
    clock,
    call,
    rates,
    buy,
    async ship(parcel, life = 'on-time', serviceId = 'SWA-GB-PRIME-PREM') {
      amazon.placeRatePlan({ parcel, life });
      const { requestToken, rates: offered } = await rates(ratesRequest(parcel));
      const rate = offered.find((each) => each.serviceId === serviceId);
      if (rate === undefined) throw new Error(`no rate of ${serviceId}`);
      return (await buy(requestToken, rate)).body.payload;
    },
    track: (trackingId, carrierId = 'AMZN_UK') =>
      call('GET', trackingPath, undefined, { query: { trackingId, carrierId } }),
    cancel: (shipmentId, extras = {}) =>
      call('PUT', `${purchasePath}/${encodeURIComponent(shipmentId)}/cancel`, undefined, extras),
  };
}

/** A right purchase of a rate, everything copied from the rate itself. */
export function purchaseOf(requestToken: string, rate: Rate): Readonly<Record<string, unknown>> {
  return {
    requestToken,
    rateId: rate.rateId,
    requestedDocumentSpecification: specificationOf(rate),
    requestedValueAddedServices: rate.availableValueAddedServiceGroups
      .filter((group) => group.isRequired)
      .flatMap((group) => group.valueAddedServices.slice(0, 1).map(({ id }) => ({ id }))),
  };
}

/** A requested specification out of the supported ones, by default the first. */
export function specificationOf(rate: Rate, index = 0): Readonly<Record<string, unknown>> {
  const supported = rate.supportedDocumentSpecifications[index];
  const [option] = supported?.printOptions ?? [];
  if (supported === undefined || option === undefined) throw new Error('the rate supports no such document');
  const [dpi] = option.supportedDPIs ?? [];
  return {
    format: supported.format,
    size: supported.size,
    ...(dpi === undefined ? {} : { dpi }),
    pageLayout: option.supportedPageLayouts[0],
    needFileJoining: option.supportedFileJoiningOptions[0],
    requestedDocumentTypes: option.supportedDocumentDetails.filter((each) => each.isMandatory).map(({ name }) => name),
  };
}

/** `200`, or status, code and details of the refusal. */
export function outcome({ status, body }: Answered<unknown>): string {
  if (status < 300) return String(status);
  const [error] = (body as ErrorList).errors;
  return [status, error?.code, error?.details].filter((part) => part !== undefined && part !== '').join(' ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
