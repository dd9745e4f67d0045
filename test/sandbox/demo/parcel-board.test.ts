import { describe, expect, it } from 'vitest';
import { demoCases } from '../../../sandbox/demo/ndr/cases.js';
import { caseRow, shipmentRow } from '../../../sandbox/demo/parcel-board.js';
import { demoShipments } from '../../../sandbox/demo/shipments/shipments.js';
import { failures } from '../../../workflows/failures.js';
import { nextCaseStates } from '../../../workflows/ndr-case/state.js';
import { nextStates } from '../../../workflows/shipment/state.js';
import type { AttentionItem } from '../../../workflows/steps/attention.js';

const [shipment] = demoShipments;
const [ndr] = demoCases;
const item = (reason: AttentionItem['reason']): AttentionItem => ({
  attentionId: 'step-1',
  step: 'step',
  reason,
  message: '',
  answers: failures[reason].answers,
  raisedAt: '2026-01-05T12:00:00Z',
  details: {},
});
const nextDeadline = '2026-01-06T12:00:00Z';

describe('a parcel on the board', () => {
  it('waits for whoever begins it until Temporal knows it', () => {
    expect(shipmentRow(shipment!, undefined, 0)).toMatchObject({ hasEnded: false, whoseMove: 'order system' });
    expect(caseRow(ndr!, undefined, 0)).toMatchObject({ hasEnded: false, whoseMove: 'Amazon' });
    expect(shipmentRow(shipment!, { state: '', items: [] }, 0).state).toBeUndefined();
  });

  it('is a person\u2019s move as long as something is asked, and says how it is answered', () => {
    expect(shipmentRow(shipment!, { state: 'RATING', items: [item('NoRates')] }, 0)).toMatchObject({
      whoseMove: 'person',
      nextStep: `${failures.NoRates.remedy} (step-1)`,
    });
    expect(caseRow(ndr!, { state: 'ANSWERING', items: [item('Unproven')] }, 0)).toMatchObject({
      whoseMove: 'person',
      nextStep: `${failures.Unproven.remedy} (step-1)`,
    });
  });

  it.each(Object.entries(nextStates).map(([state, next]) => [state, next.length === 0] as const))(
    'has a next step as a shipment that is %s, and asks nothing once it has ended',
    (state, isEnd) => {
      const row = shipmentRow(shipment!, { state, items: [item('NoScan')], nextDeadline }, 0);
      expect(row).toMatchObject({ state, hasEnded: isEnd });
      expect(row.nextStep).not.toBe('');
      expect(row.items).toHaveLength(isEnd ? 0 : 1);
      expect(row.nextDeadline).toBe(isEnd ? undefined : nextDeadline);
    },
  );

  it.each(Object.entries(nextCaseStates).map(([state, next]) => [state, next.length === 0] as const))(
    'has a next step as a failed delivery that is %s, and is nobody\u2019s move once it has ended',
    (state, isEnd) => {
      const row = caseRow(ndr!, { state, items: [], nextDeadline }, 0);
      expect(row).toMatchObject({ state, hasEnded: isEnd });
      expect(row.nextStep).not.toBe('');
      expect(row.whoseMove === 'nobody').toBe(isEnd);
      expect(row.nextDeadline).toBe(isEnd ? undefined : nextDeadline);
    },
  );
});
