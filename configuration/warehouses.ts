import { z } from 'zod';

import type { LabelModeName } from '../workflows/purchase-order/order.js';
import { carrierFields, carrierSettings } from './carriers.js';
import { isRecord, uniqueEntries, uniqueRows, whenList, whenObject } from './checks.js';
import { labelModeNames } from './common.js';
import type { LabelModeRow, LabelModes } from './label-modes.js';
import type { Source } from './source.js';
import { accountName, text, timeOfDay, timeZone, weight } from './values.js';

/** What WAREHOUSES_FILE says about a warehouse, besides its label modes. Its times are the warehouse's own. */
export interface Warehouse {
  account: string;
  /** Amazon's warehouse code, as in `shipFromParty`. */
  partyId: string;
  /** IANA name, such as `America/Chicago`. Always present beside `workingDays` and times of day. */
  timeZone?: string;
  /**
   * ISO weekdays, ascending: 1 is Monday, 7 is Sunday. Absent: every day. Too many: orders are due on days on which
   * nobody works. Too few: they are due earlier than they have to be.
   */
  workingDays?: number[];
  /** `HH:MM`: what is accepted at or after it is planned for the next working day. Absent: the end of the day. */
  labelCutOff?: string;
  /** `HH:MM`: when work begins; labels are there before. Absent: 08:00. */
  shiftStart?: string;
  /** `HH:MM`, ascending: when the carrier comes. Absent: unknown, the end of the day counts. */
  pickups?: string[];
  /** Whether the label request waits until the warehouse has reported the packages with `pack`. @default false */
  waitForPacking: boolean;
}

/** The warehouse of an order, or `undefined` when it is not listed. */
export function warehouseOf(
  { warehouses }: { warehouses: readonly Warehouse[] },
  { account, warehouse }: { account: string; warehouse: string },
): Warehouse | undefined {
  return warehouses.find((row) => row.account === account && row.partyId === warehouse);
}

/** Warehouses and label modes of WAREHOUSES_FILE; without it, one label mode for every order. */
export function readWarehouses(
  source: Source,
  { everywhere, accounts }: { everywhere: LabelModeName | undefined; accounts: readonly string[] },
): { warehouses: Warehouse[]; labelModes: LabelModes } {
  if (!source.has('WAREHOUSES_FILE')) {
    return { warehouses: [], labelModes: everywhere === undefined ? { rows: [] } : { everywhere, rows: [] } };
  }
  const rows = source.file('WAREHOUSES_FILE', warehousesSchema(accounts))?.warehouses ?? [];
  return {
    warehouses: rows.map(({ labelModes, ...warehouse }) => warehouse),
    labelModes: { rows: rows.flatMap(labelModeRows) },
  };
}

type Row = z.output<ReturnType<typeof warehousesSchema>>['warehouses'][number];

const labelModeRows = ({ account, partyId, labelModes }: Row): LabelModeRow[] =>
  labelModes.map(({ shipMethod, mode, scacCode, carrier, defaultWeight, ...reports }) => ({
    account,
    warehouse: partyId,
    shipMethod,
    labelMode: {
      mode,
      ...(scacCode !== undefined && { scacCode }),
      ...(carrier !== undefined && { carrier }),
      ...(defaultWeight !== undefined && { defaultWeight }),
    },
    carrier: carrierSettings(reports),
  }));

const labelModeSchema = z.strictObject({
  shipMethod: text,
  mode: z.enum(labelModeNames),
  scacCode: text.exactOptional(),
  carrier: text.exactOptional(),
  defaultWeight: weight.exactOptional(),
  ...carrierFields,
});

const warehousesSchema = (accounts: readonly string[]) =>
  z.strictObject({
    warehouses: z
      .array(
        z
          .strictObject({
            account: ownerIn(accounts),
            partyId: text,
            timeZone: timeZone.exactOptional(),
            workingDays: ascending(z.int().min(1).max(7)).exactOptional(),
            labelCutOff: timeOfDay.exactOptional(),
            shiftStart: timeOfDay.exactOptional(),
            pickups: ascending(timeOfDay).exactOptional(),
            waitForPacking: z.boolean().default(false),
            labelModes: z
              .array(labelModeSchema)
              .min(1)
              .superRefine(uniqueRows(['shipMethod']), whenList),
          })
          .superRefine(checkTimeZone, whenObject),
      )
      .superRefine(uniqueRows(['account', 'partyId']), whenList),
  });

/** A warehouse need not say whose it is where there is only one account. */
function ownerIn([first = '', ...others]: readonly string[]) {
  const names = [first, ...others].join(', ');
  if (others.length === 0) return accountName.default(first);
  return z
    .string({ error: ({ input }) => (input === undefined ? `is missing. Name one of ${names}.` : undefined) })
    .pipe(accountName);
}

const ascending = <Value extends number | string>(value: z.ZodType<Value>) =>
  z
    .array(value)
    .min(1)
    .superRefine(uniqueEntries, whenList)
    .transform((values) => values.toSorted((a, b) => (a < b ? -1 : 1)));

/** Without its zone a local time is a different instant for whoever reads it. */
function checkTimeZone(warehouse: unknown, context: z.RefinementCtx): void {
  if (!isRecord(warehouse) || 'timeZone' in warehouse) return;
  const local = ['workingDays', 'labelCutOff', 'shiftStart', 'pickups'].filter((field) => field in warehouse);
  if (local.length === 0) return;
  const message = `is missing, and ${local.join(', ')} cannot be read without it. Set it, such as to America/Chicago.`;
  context.addIssue({ code: 'custom', path: ['timeZone'], message });
}
