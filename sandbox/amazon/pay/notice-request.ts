import type { Answer } from '../replies.js';
import type { PayEnvironment } from './pay-key.js';
import { invalidParameter, payError } from './replies.js';

/** A notice as it was asked for. */
export interface NoticeRequest {
  readonly order: { readonly name: OrderField; readonly id: string };
  readonly trackingNumber: string;
  readonly carrierCode: string;
}

/** The two names under which an order is given. */
export type OrderField = (typeof orderFields)[number];

const orderFields = ['chargePermissionId', 'amazonOrderReferenceId'] as const;

// Orders of the sandbox begin with S, live ones with P; B and C are their counterparts for recurring payments.
const orderId: Readonly<Record<PayEnvironment, RegExp>> = {
  live: /^[PB]\d{2}-\d{7}-\d{7}$/,
  sandbox: /^[SC]\d{2}-\d{7}-\d{7}$/,
};

/** Reads the body of a notice, or says why it is refused. */
export function readNotice(
  body: unknown,
  environment: PayEnvironment,
  carrierCodes: readonly string[],
): { readonly notice: NoticeRequest } | { readonly refusal: Answer } {
  if (!isRecord(body)) {
    return refused(payError(400, 'InvalidInputFormat', 'The input provided is not in the required format.'));
  }
  const [name, ...others] = orderFields.filter((field) => body[field] !== undefined);
  if (name === undefined) return refused(required('chargePermissionId'));
  if (others.length > 0) {
    return refused(
      payError(
        400,
        'InvalidParameterCombination',
        'Only one of chargePermissionId and amazonOrderReferenceId is allowed.',
      ),
    );
  }
  const id = body[name];
  if (typeof id !== 'string' || !orderId[environment].test(id)) return refused(invalidParameter(name));
  const details = body['deliveryDetails'];
  if (details === undefined) return refused(required('deliveryDetails'));
  const [detail, ...more] = Array.isArray(details) ? (details as unknown[]) : [];
  // Whether Amazon takes several parcels in one call is not documented.
  if (!isRecord(detail) || more.length > 0) return refused(invalidParameter('deliveryDetails'));
  const strange =
    unknownField(body, [name, 'deliveryDetails']) ?? unknownField(detail, ['trackingNumber', 'carrierCode']);
  if (strange !== undefined)
    return refused(payError(400, 'UnrecognizedField', `The field ${strange} is not recognized.`));
  const { trackingNumber, carrierCode } = detail;
  if (trackingNumber === undefined) return refused(required('trackingNumber'));
  if (carrierCode === undefined) return refused(required('carrierCode'));
  if (
    typeof trackingNumber !== 'string' ||
    trackingNumber.trim() === '' ||
    typeof carrierCode !== 'string' ||
    !carrierCodes.includes(carrierCode)
  ) {
    return refused(invalidParameter('trackingNumber or carrierCode'));
  }
  return { notice: { order: { name, id }, trackingNumber, carrierCode } };
}

function required(name: string): Answer {
  return payError(400, 'InvalidParameterValue', `The ${name} parameter is required.`);
}

function refused(refusal: Answer): { readonly refusal: Answer } {
  return { refusal };
}

function unknownField(value: Readonly<Record<string, unknown>>, known: readonly string[]): string | undefined {
  return Object.keys(value).find((field) => !known.includes(field));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
