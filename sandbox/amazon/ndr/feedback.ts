import { shippingRefusals } from '../shipments/replies.js';
import type { Answer } from '../replies.js';
import type { NdrFeedback } from '../schemas/ndr.js';
import { currentReport } from './ndr-book.js';
import type { NdrBook, TakenAnswer } from './ndr-book.js';

/** Nothing but the status. */
const taken: Answer = { status: 204, body: undefined };

/** Takes an answer by the rules of the guide. What it says of cases without a documented code is made up. */
export function takeFeedback(book: NdrBook, feedback: NdrFeedback, now: number): Answer {
  const parcel = book.get(feedback.trackingId);
  const report = parcel === undefined ? undefined : currentReport(parcel);
  if (parcel === undefined || report === undefined) return shippingRefusals.notFound();
  const { ndrAction: action, ndrRequestData: data = {} } = feedback;
  const fault = faultOf(feedback, now);
  if (fault !== undefined) return shippingRefusals.invalid(fault);
  if (parcel.answers.some(({ action: earlier }) => earlier === 'RTO')) {
    return shippingRefusals.invalid('Feedback has already been submitted for this shipment');
  }
  if (parcel.answers.some(({ attempt }) => attempt === report.attempt)) {
    return shippingRefusals.invalid('Feedback has already been submitted for this attempt');
  }
  if (now > report.dueAt) return shippingRefusals.invalid('The shipment is not eligible for NDR feedback');
  const answer: TakenAnswer = {
    action,
    attempt: report.attempt,
    at: now,
    ...(data.rescheduleDate === undefined ? {} : { rescheduleDate: data.rescheduleDate }),
    ...(data.additionalAddressNotes === undefined ? {} : { additionalAddressNotes: data.additionalAddressNotes }),
  };
  parcel.answers.push(answer);
  if (action === 'RTO') parcel.events.push({ eventCode: 'ReturnInitiated', at: now, leg: 'RETURNS' });
  return taken;
}

function faultOf({ ndrAction, ndrRequestData = {} }: NdrFeedback, now: number): string | undefined {
  const { rescheduleDate, additionalAddressNotes } = ndrRequestData;
  if (ndrAction === 'RESCHEDULE') {
    if (rescheduleDate === undefined) return 'RescheduleDate is missing in the request';
    return Date.parse(rescheduleDate) > now ? undefined : 'RescheduleDate is not in the future';
  }
  if (ndrAction === 'REATTEMPT') {
    if (additionalAddressNotes === undefined) return 'AdditionalAddressNotes is missing in the request';
    return /\d{10}|\S@\S/.test(additionalAddressNotes)
      ? 'AdditionalAddressNotes holds personal information'
      : undefined;
  }
  return undefined;
}
