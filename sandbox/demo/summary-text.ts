import type { Paint } from '../../clients/commands/paint.js';
import { counted } from '../../clients/commands/text.js';
import type { SceneOutcome } from './scenes/afternoon.js';
import type { Summary } from './summary.js';

/** The summary for the person at the terminal. */
export function summaryText(summary: Summary, paint: Paint): string {
  const { states, accepted, shipments, failedDeliveries, calls, throttled, violations } = summary;
  const { scenes, kills, seconds, faults, seed } = summary;
  const orders = totalOf(states);
  const failures = totalOf(failedDeliveries.states);
  const isRelabelled = scenes.some(({ name, outcome }) => name === 'relabel' && outcome !== 'not played');
  const verdict = summary.ok
    ? paint.good('Every order and parcel has reached its end; nothing was accepted, bought, told or answered twice.')
    : paint.bad(faults.length === 1 ? 'One thing is wrong:' : `${faults.length} things are wrong:`);
  return [
    `${counted(orders, 'order')}: ${counts(states)}`,
    `${counted(totalOf(shipments.states), 'shipment')}: ${counts(shipments.states)}; ${shipments.purchases} bought, ` +
      `${counted(shipments.charges, 'charge')}, ${counted(shipments.refunds, 'refund')}, ${counted(shipments.notices, 'delivery notice')}`,
    `${failures === 1 ? '1 failed delivery' : `${failures} failed deliveries`}: ${counts(failedDeliveries.states)}; answers: ${counts(failedDeliveries.answers)}`,
    ...scenes.map((scene) => sceneLine(scene, paint)),
    `Accepted by Amazon: ${accepted.acknowledgements} acknowledgements, ${accepted.labelRequests} label requests ` +
      `(one failed on purpose${isRelabelled ? ', one replaced a torn label' : ''}), ${accepted.confirmations} confirmations, ${accepted.statusUpdates} status updates`,
    `Violations: ${violations}. Calls: ${calls}, answered with 429: ${throttled}`,
    ...(kills === null ? [] : [`Worker killed: ${kills.done} times (repeat with --seed ${seed})`]),
    `Time: ${seconds} s`,
    verdict,
    ...faults.map((fault) => `- ${fault}`),
  ].join('\n');
}

function sceneLine({ title, outcome, result }: SceneOutcome, paint: Paint): string {
  if (outcome === 'not played') return `${paint.faint(outcome)}  ${title}: ${result}`;
  return outcome === 'played'
    ? `${paint.good(outcome)}  ${title}: ${result}`
    : `${paint.bad(outcome)}  ${title}: see below`;
}

/** `3 DELIVERED, 1 RETURNED`. */
const counts = (byName: Readonly<Partial<Record<string, number>>>): string =>
  Object.entries(byName)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

const totalOf = (byName: Readonly<Partial<Record<string, number>>>): number =>
  Object.values(byName).reduce<number>((total, count) => total + (count ?? 0), 0);
