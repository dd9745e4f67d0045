import type { Control } from '../amazon/control.js';
import type { DemoCase } from './ndr/cases.js';
import type { Submissions } from './orders.js';
import { answersOf } from './parcel-outcomes.js';
import type { DemoShipment } from './shipments/shipments.js';
import { acceptedOf } from './summary.js';

/** How many writes Amazon has to accept in a whole run: purchases, notices and answers count as much as submissions. */
export const acceptedIn = ({
  orders,
  shipments,
  cases,
}: {
  orders: readonly Submissions[];
  shipments: readonly Pick<DemoShipment, 'expected'>[];
  cases: readonly Pick<DemoCase, 'expected'>[];
}): number =>
  sum(orders.map(submissionsIn)) +
  sum(shipments.map(({ expected }) => expected.purchases + expected.notices)) +
  sum(cases.map(({ expected }) => sum(Object.values(expected))));

/** How many it has accepted by now. */
export function acceptedBy(
  amazon: Pick<Control, 'orders' | 'book' | 'ndrParcel'>,
  cases: readonly Pick<DemoCase, 'trackingId'>[],
): number {
  const { purchases, notices } = amazon.book();
  const answers = cases.map(({ trackingId }) => sum(Object.values(answersOf(amazon, trackingId))));
  return (
    sum(amazon.orders().map((order) => submissionsIn(acceptedOf(order)))) +
    purchases.length +
    notices.length +
    sum(answers)
  );
}

const submissionsIn = ({ acknowledgements, labelRequests, confirmations, statusUpdates }: Submissions): number =>
  acknowledgements + labelRequests + confirmations + statusUpdates;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
