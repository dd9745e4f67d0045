import { z } from 'zod';
import { addressNotesFault } from '../../../workflows/ndr-case/address-notes.js';

/** India only: an omitted header means the UK to Amazon. */
export const ndrHeaders = z.strictObject({ 'x-amzn-shipping-business-id': z.literal('AmazonShipping_IN') });

const trackingId = z.string().min(1);

/**
 * Body of submitNdrFeedback: what the model's schema leaves open, its text and the guide demand.
 *
 * Whether the notes hold what Amazon forbids is looked at here once more, wherever they come from.
 */
export const submitNdrFeedbackRequest = z.discriminatedUnion('ndrAction', [
  z.strictObject({
    trackingId,
    ndrAction: z.literal('RESCHEDULE'),
    ndrRequestData: z.strictObject({ rescheduleDate: z.iso.datetime() }),
  }),
  z.strictObject({
    trackingId,
    ndrAction: z.literal('REATTEMPT'),
    ndrRequestData: z.strictObject({
      additionalAddressNotes: z.string().superRefine((notes, context) => {
        const fault = addressNotesFault(notes);
        if (fault !== undefined) context.addIssue(fault);
      }),
    }),
  }),
  z.strictObject({ trackingId, ndrAction: z.literal('RTO') }),
]);

export type SubmitNdrFeedbackRequest = z.input<typeof submitNdrFeedbackRequest>;

/** 204 without a body; a body that came with a success would change nothing about it. */
export const submitNdrFeedbackResult = z.unknown();
