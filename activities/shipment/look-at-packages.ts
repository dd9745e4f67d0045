import type { LookAtPackagesInput, LookAtPackagesResult } from '../../workflows/shipment/activities.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import type { PackageState, ShipmentDependencies } from './dependencies.js';

/** A package that waits for a person may wait for days. */
const AGAIN_AFTER_MS = 5 * 60_000;

/** Looks what became of the other packages of an order, until one is bought or all are decided. */
export const createLookAtPackages =
  ({ packageStates, clock }: Pick<ShipmentDependencies, 'packageStates' | 'clock'>) =>
  async ({ packages, giveUpAt }: LookAtPackagesInput): Promise<LookAtPackagesResult> =>
    attempted(clock, currentAttempt(clock), async () => {
      const found = sorted(await packageStates(packages));
      const { bought, open } = found;
      if (bought.length > 0 || open.length === 0 || clock() + AGAIN_AFTER_MS >= giveUpAt) return found;
      throw new StepNotDone('NotReady', `Undecided: ${open.join(', ')}.`, { retryAfterMs: AGAIN_AFTER_MS });
    });

/** Bought, and not being taken back. */
const BOUGHT: ReadonlySet<string> = new Set([
  'PURCHASED',
  'IN_TRANSIT',
  'DELIVERED',
  'RETURNED',
  'LOST',
  'HANDED_TO_CARRIER',
  'TRACKING_ENDED',
]);
/** A cancellation may come too late, so it is undecided while it is under way. */
const OPEN: ReadonlySet<string> = new Set(['RECEIVED', 'RATING', 'PURCHASING', 'CANCELLING']);

/** Sorts packages by what became of them. Pure. */
export function sorted(packages: readonly PackageState[]): LookAtPackagesResult {
  const of = (holds: (each: PackageState) => boolean): string[] =>
    packages.filter(holds).map(({ shipmentReference }) => shipmentReference);
  const isOpen = ({ state }: PackageState): boolean => state === undefined || OPEN.has(state);
  const isBought = ({ state = '', hasShipment }: PackageState): boolean =>
    BOUGHT.has(state) || (state === 'CLOSED_BY_PERSON' && hasShipment === true);
  return {
    bought: of(isBought),
    notBought: of((each) => !isOpen(each) && !isBought(each)),
    open: of(isOpen),
    isAsked: packages.some(({ reasons }) => reasons.includes('OrderBoughtInPart')),
  };
}
