import type { CaseState } from '../../../workflows/ndr-case/state.js';
import type { NdrAction } from '../../amazon/ndr/ndr-book.js';

/** The scenes of the afternoon that are about a failed delivery, one each. */
export type CaseRole = 'ndr-address-hook' | 'ndr-reschedule' | 'ndr-rto' | 'ndr-past-due';

/** Answers to failed deliveries that Amazon has taken, by kind. */
export type Answers = Record<NdrAction, number>;

/** A parcel in India whose delivery fails, with what is done about it and how it has to end. */
export interface DemoCase {
  trackingId: string;
  role: CaseRole;
  /** What is special about it, for the person at the terminal. */
  story: string;
  /** It stops until a person has done something. */
  waitsForPerson: boolean;
  /** As Amazon spells it. */
  reasonCode: string;
  /** From the report until it has to be answered, ms. */
  dueInMs: number;
  /** What the carrier does once it is answered, or left to it. */
  arrival: 'delivered' | 'returned';
  end: CaseState;
  expected: Answers;
}

const DAY_MS = 24 * 3_600_000;
const none: Answers = { REATTEMPT: 0, RESCHEDULE: 0, RTO: 0 };

/** The reason about which the demo's address hook is asked. */
export const HOOKED_REASON = 'Address not found';

/** Every case once. */
export const demoCases: readonly DemoCase[] = [
  {
    trackingId: 'NDR1',
    role: 'ndr-address-hook',
    story: 'address not found: the address hook knows more',
    waitsForPerson: false,
    reasonCode: HOOKED_REASON,
    dueInMs: 2 * DAY_MS,
    arrival: 'delivered',
    end: 'DELIVERED',
    expected: { ...none, REATTEMPT: 1 },
  },
  {
    trackingId: 'NDR2',
    role: 'ndr-reschedule',
    story: 'customer unavailable: a person names a day',
    waitsForPerson: true,
    reasonCode: 'Customer unavailable',
    dueInMs: 2 * DAY_MS,
    arrival: 'delivered',
    end: 'DELIVERED',
    expected: { ...none, RESCHEDULE: 1 },
  },
  {
    trackingId: 'NDR3',
    role: 'ndr-rto',
    story: 'rejected: a person has it returned',
    waitsForPerson: true,
    reasonCode: 'Customer rejected',
    dueInMs: 2 * DAY_MS,
    arrival: 'returned',
    end: 'RETURNED',
    expected: { ...none, RTO: 1 },
  },
  {
    trackingId: 'NDR4',
    role: 'ndr-past-due',
    story: 'reported when it is due: nothing is sent by itself',
    waitsForPerson: true,
    // There is a rule for it, which comes too late.
    reasonCode: HOOKED_REASON,
    dueInMs: 3_000,
    arrival: 'returned',
    end: 'RETURNED',
    expected: none,
  },
];
