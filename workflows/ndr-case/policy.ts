/** How long things take and what happens without a person, as configured when the case was opened. */
export interface NdrPolicy {
  /** Automatic answers, the first that matches; none by default. Never a return to origin. */
  rules: NdrRule[];
  /** How long before the due date people are warned, ms. */
  warnBeforeMs: number;
  /** Nothing is sent automatically when less than this is left until the due date, ms. */
  marginMs: number;
  /** How long after its last report a case ends, ms. */
  closeAfterMs: number;
  /** How often it is looked whether the parcel has arrived, ms. */
  lookEveryMs: number;
  /** How long an address hook is asked before a person is, ms; never beyond `marginMs` before the due date. */
  hookGiveUpMs: number;
  /** Time of one attempt of a step, ms: the recovery time after a killed worker. */
  startToCloseMs: number;
  /** What a step gets at least, however near the due date is, ms: long enough to prove a lost answer. */
  budgetMs: number;
}

/** What is done without a person about a report. */
export type NdrRule = {
  /** As Amazon spells it. */
  reasonCode: string;
  /** Default: any. */
  shipmentStatus?: string;
} & ({ decide: 'address-hook' } | ({ decide: 'reschedule' } & RescheduleRule));

/** The shipper's own rule for a date of another attempt, by the calendar of India. */
export interface RescheduleRule {
  /** Working days after the decision, 1 for the next. */
  afterDays: number;
  /** `10:00`, in India. */
  at: string;
  /** 1 Monday to 7 Sunday. */
  workingDays: number[];
}
