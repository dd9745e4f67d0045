import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Worker } from '@temporalio/worker';
import { placeOf } from '../../../activities/ndr-case/ndr-ledger.js';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import { resolveSignal } from '../../../workflows/ndr-case/messages.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { startNdrTime } from './ndr-time.js';
import type { CaseHandle, NdrTime } from './ndr-time.js';
import { DAY, HOUR, MINUTE, parcel, reportOf } from './reports-of.js';

describe('a non-delivery case', () => {
  let time: NdrTime;
  beforeAll(async () => {
    time = await startNdrTime();
  }, 30_000);
  afterEach(() => {
    time.amazon.clearFaults();
    Object.assign(time.hook, { answers: [], asked: 0 });
    time.notices.length = 0;
  });
  afterAll(() => time.stop(), 30_000);

  const fail = (trackingId: string, more: Partial<Parameters<NdrTime['amazon']['failDelivery']>[0]> = {}) =>
    time.amazon.failDelivery({ trackingId, ...more });
  const answersOf = (trackingId: string) => time.amazon.ndrParcel(trackingId)?.answers.map(({ action }) => action);
  const postsOf = (trackingId: string) =>
    time.amazon.received({ operation: 'submitNdrFeedback', parcel: trackingId }).length;
  const untilAsked = (handle: CaseHandle, reason: string) =>
    time.until(handle, reason, ({ attention }) => attention.items.some((item) => item.reason === reason));
  const untilAnswered = (handle: CaseHandle) => time.until(handle, 'an answer', ({ state }) => state === 'ANSWERED');
  const abort = (handle: CaseHandle) => time.answer(handle, { answer: 'abort' });

  it('asks a person by default, with Amazon\u2019s recommendation, and sends what the person decides', async () => {
    const handle = await time.push(fail('T1'));
    const asked = await untilAsked(handle, 'NdrDecisionNeeded');
    expect(asked.attention.items[0]?.message).toContain('Amazon recommends: reschedule');
    const rescheduleDate = new Date((await time.now()) + 2 * DAY).toISOString();
    await time.answer(handle, { answer: 'reschedule', data: { rescheduleDate } });
    const ndr = await untilAnswered(handle);
    expect(ndr.attempts).toMatchObject([{ attempt: 1, outcome: 'accepted', decision: { actor: 'asha' } }]);
    expect(time.amazon.ndrParcel('T1')?.answers).toMatchObject([{ action: 'RESCHEDULE', rescheduleDate }]);
    time.amazon.moveNdrParcel({ trackingId: 'T1', eventCode: 'Delivered' });
    expect(await time.untilEnd(handle)).toMatchObject({ state: 'DELIVERED' });
  }, 30_000);

  it('asks the address hook where a rule says so, and keeps its notes out of the history', async () => {
    const notes = 'Blue gate behind the temple, 4th cross, 560001';
    time.hook.answers.push({ kind: 'failed', because: 'no answer (timeout)' }, { kind: 'notes', notes });
    const handle = await time.push(fail('T2', { reasonCode: 'Address not found' }), {
      rules: [{ reasonCode: 'Address not found', decide: 'address-hook' }],
    });
    const ndr = await untilAnswered(handle);
    expect(ndr.attempts).toMatchObject([{ outcome: 'accepted', decision: { actor: 'address-hook' } }]);
    expect(time.hook.asked).toBe(2);
    expect(time.amazon.ndrParcel('T2')?.answers).toMatchObject([
      { action: 'REATTEMPT', additionalAddressNotes: notes },
    ]);
    const history = JSON.stringify(await handle.fetchHistory());
    const payloads = [...history.matchAll(/"data":"([^"]+)"/g)].map(([, data]) =>
      Buffer.from(data!, 'base64').toString(),
    );
    expect(payloads.join()).not.toContain('temple');
    await time.until(handle, 'it is quiet', () => true);
    time.amazon.moveNdrParcel({ trackingId: 'T2', eventCode: 'Delivered' });
    await time.untilEnd(handle);
  }, 30_000);

  it('asks a person when the address hook stays silent', async () => {
    const handle = await time.push(fail('T3', { reasonCode: 'Address not found' }), {
      rules: [{ reasonCode: 'Address not found', decide: 'address-hook' }],
      hookGiveUpMs: 10 * MINUTE,
    });
    const { attention } = await untilAsked(handle, 'NdrDecisionNeeded');
    expect(attention.items[0]?.message).toContain(
      'The address hook has not answered in time: no answer (ECONNREFUSED)',
    );
    await abort(handle);
  }, 30_000);

  it('applies the shipper\u2019s rule for a date', async () => {
    const handle = await time.push(fail('T4', { reasonCode: 'Payment not ready' }), {
      rules: [
        {
          reasonCode: 'Payment not ready',
          decide: 'reschedule',
          afterDays: 1,
          at: '10:00',
          workingDays: [1, 2, 3, 4, 5, 6, 7],
        },
      ],
    });
    await untilAnswered(handle);
    expect(time.amazon.ndrParcel('T4')?.answers[0]?.rescheduleDate).toMatch(/T04:30:00\.000Z$/);
    await handle.signal(resolveSignal, { attentionId: 'none', answer: 'abort', requestId: 'stale' });
    const { audit } = await time.view(handle);
    expect(audit.at(-1)).toMatchObject({
      requestId: 'stale',
      refused: expect.stringContaining('No such item is open'),
    });
    time.amazon.moveNdrParcel({ trackingId: 'T4', eventCode: 'Delivered' });
    await time.untilEnd(handle);
  }, 30_000);

  it('sends a return to origin once, and answers nothing after it', async () => {
    const handle = await time.push(fail('T5', { shipmentStatus: 'Rejected', reasonCode: 'Not required' }));
    const { attention } = await untilAsked(handle, 'NdrDecisionNeeded');
    expect(attention.items[0]?.message).toContain('ask the customer');
    await time.answer(handle, { answer: 'rto' });
    await untilAnswered(handle);
    await time.push(fail('T5'));
    await untilAsked(handle, 'NdrDecisionNeeded');
    await expect(time.answer(handle, { answer: 'rto' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('not sent twice') },
    });
    await time.answer(handle, { answer: 'no-answer' });
    expect(answersOf('T5')).toEqual(['RTO']);
    expect(postsOf('T5')).toBe(1);
    time.amazon.moveNdrParcel({ trackingId: 'T5', eventCode: 'Delivered', leg: 'RETURNS' });
    expect(await time.untilEnd(handle)).toMatchObject({ state: 'RETURNED' });
  }, 30_000);

  it('warns before the due date, and sends nothing by itself after it', async () => {
    const handle = await time.push(fail('T6', { dueInMs: 6 * HOUR }));
    await untilAsked(handle, 'NdrDecisionNeeded');
    const ndr = await time.until(
      handle,
      'past due',
      ({ attention }) => attention.items[0]?.reason === 'NdrPastDue',
      10 * MINUTE,
    );
    expect(ndr.state).toBe('AWAITING_DECISION');
    expect(time.notices.map(({ type, reason }) => [type, reason]).toSorted()).toEqual([
      ['attention.raised', 'NdrDecisionNeeded'],
      ['attention.raised', 'NdrPastDue'],
      ['deadline.breach', 'answer'],
      ['deadline.warning', 'answer'],
    ]);
    expect(postsOf('T6')).toBe(0);
    // A person may still try: Amazon refuses, and the person hears of it.
    await time.answer(handle, {
      answer: 'reattempt',
      data: { addressNotesDocumentId: await time.notes('Second floor') },
    });
    await untilAsked(handle, 'Rejected');
    await time.answer(handle, { answer: 'decide' });
    await untilAsked(handle, 'NdrPastDue');
    await time.answer(handle, { answer: 'done-elsewhere', reference: 'portal' });
    expect(await untilAnswered(handle)).toMatchObject({ attempts: [{ outcome: 'done-elsewhere' }] });
    expect(await time.untilEnd(handle)).toMatchObject({ state: 'EXPIRED' });
  }, 30_000);

  it('applies no rule to a report that is past due', async () => {
    const handle = await time.push(fail('T7', { dueInMs: -HOUR, reasonCode: 'Address not found' }), {
      rules: [{ reasonCode: 'Address not found', decide: 'address-hook' }],
    });
    const { attention } = await untilAsked(handle, 'NdrPastDue');
    expect(attention.items[0]?.message).toContain('too little time was left');
    expect(time.hook.asked).toBe(0);
    await abort(handle);
  }, 30_000);

  it('leaves the question about an attempt when the next one fails', async () => {
    const handle = await time.push(fail('T8'));
    const { attention } = await untilAsked(handle, 'NdrDecisionNeeded');
    await time.push(fail('T8', { reasonCode: 'Wrong address' }));
    const ndr = await time.until(
      handle,
      'the next question',
      (each) => each.attempt === 2 && each.attention.items.length === 1,
    );
    expect(ndr.attention.items[0]?.attentionId).not.toBe(attention.items[0]?.attentionId);
    expect(ndr.attention.items[0]?.message).toContain('Wrong address');
    expect(ndr.attempts.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
    await abort(handle);
  }, 30_000);

  it('looks at the parcel first when an answer is lost, and does not return it twice', async () => {
    time.amazon.addFault({ operation: 'submitNdrFeedback', parcel: 'T9', fault: { kind: 'reply-lost' } });
    const handle = await time.push(fail('T9'));
    await untilAsked(handle, 'NdrDecisionNeeded');
    await time.answer(handle, { answer: 'rto' });
    const ndr = await untilAnswered(handle);
    expect(ndr.attempts).toMatchObject([{ outcome: 'accepted' }]);
    expect(postsOf('T9')).toBe(1);
    time.amazon.moveNdrParcel({ trackingId: 'T9', eventCode: 'Delivered', leg: 'RETURNS' });
    await time.untilEnd(handle);
  }, 30_000);

  it('asks a person about a return whose answer is lost and that nothing shows', async () => {
    time.amazon.addFault({ operation: 'submitNdrFeedback', parcel: 'T10', fault: { kind: 'status', status: 503 } });
    const handle = await time.push(fail('T10'));
    await untilAsked(handle, 'NdrDecisionNeeded');
    await time.answer(handle, { answer: 'rto' });
    const { attention } = await untilAsked(handle, 'NdrReturnUnknown');
    expect(attention.items[0]?.answers).toEqual(['wait', 'done-elsewhere', 'abort']);
    expect(postsOf('T10')).toBe(1);
    await time.answer(handle, { answer: 'done-elsewhere', reference: 'portal' });
    await untilAnswered(handle);
    time.amazon.moveNdrParcel({ trackingId: 'T10', eventCode: 'Delivered', leg: 'RETURNS' });
    await time.untilEnd(handle);
  }, 30_000);

  it('sends another answer once more after silence; that Amazon has it already is no fault', async () => {
    time.amazon.addFault({ operation: 'submitNdrFeedback', parcel: 'T11', fault: { kind: 'reply-lost' } });
    const handle = await time.push(fail('T11'));
    await untilAsked(handle, 'NdrDecisionNeeded');
    await time.answer(handle, {
      answer: 'reattempt',
      data: { addressNotesDocumentId: await time.notes('Shop 4, lane 2') },
    });
    const ndr = await untilAnswered(handle);
    expect(ndr.attempts).toMatchObject([{ outcome: 'handled-elsewhere' }]);
    expect([answersOf('T11'), postsOf('T11')]).toEqual([['REATTEMPT'], 2]);
    time.amazon.moveNdrParcel({ trackingId: 'T11', eventCode: 'Delivered' });
    await time.untilEnd(handle);
  }, 30_000);

  it('ends at once when a late repetition opens it again, and never answers twice', async () => {
    const envelope = fail('T12');
    const handle = await time.push(envelope);
    await untilAsked(handle, 'NdrDecisionNeeded');
    const rescheduleDate = new Date((await time.now()) + DAY).toISOString();
    await time.answer(handle, { answer: 'reschedule', data: { rescheduleDate } });
    await untilAnswered(handle);
    time.amazon.moveNdrParcel({ trackingId: 'T12', eventCode: 'Delivered' });
    await time.untilEnd(handle);
    const rules = { rules: [{ reasonCode: 'Customer unavailable', decide: 'address-hook' as const }] };
    const again = await time.push(envelope, rules);
    expect(again.signaledRunId).not.toBe(handle.signaledRunId);
    expect(await time.untilEnd(again)).toMatchObject({ state: 'NOTHING_NEW', counts: { repeated: 1 } });
    const older = await time.report('T12', { report: reportOf({ id: 'older', version: 0 }) }, rules);
    expect(await time.untilEnd(older)).toMatchObject({ state: 'NOTHING_NEW', counts: { stale: 1 } });
    expect([answersOf('T12'), postsOf('T12')]).toEqual([['RESCHEDULE'], 1]);
  }, 30_000);

  it('opens with a row of a list and takes its decision along; the push that follows tells nothing new', async () => {
    fail('T13', { reasonCode: 'Address not found' });
    const decision = {
      answer: 'reattempt',
      data: { addressNotesDocumentId: await time.notes('Gate 2, Sector 15') },
      requestId: 'row-1',
      actor: 'asha',
    };
    const now = new Date(await time.now()).toISOString();
    const { attempt: _attempt, ...row } = reportOf({ id: 'import-1', source: 'import', version: 0, time: now });
    const handle = await time.report('T13', { report: row, decision });
    await untilAnswered(handle);
    const at = new Date((await time.now()) - HOUR).toISOString();
    await time.report('T13', { report: reportOf({ id: 'push-1', version: 3, attempt: 3, attemptedAt: at }) });
    const ndr = await time.until(handle, 'the push', ({ counts }) => counts.taken === 2);
    expect(ndr).toMatchObject({ state: 'ANSWERED', attempts: [{ attempt: 1, outcome: 'accepted' }] });
    await time.report('T13', { report: { ...row, id: 'import-2' }, decision: { ...decision, requestId: 'row-2' } });
    const refused = await time.until(handle, 'a refusal', ({ audit }) =>
      audit.some(({ requestId }) => requestId === 'row-2'),
    );
    expect(refused.audit.at(-1)?.refused).toContain('ANSWERED already');
    expect(postsOf('T13')).toBe(1);
    time.amazon.moveNdrParcel({ trackingId: 'T13', eventCode: 'Delivered' });
    await time.untilEnd(handle);
  }, 30_000);

  it('is found and sorted by its search attributes, replays, and leaves its reports in the ledger', async () => {
    const handle = await time.push(fail('T14'));
    await untilAsked(handle, 'NdrDecisionNeeded');
    const { typedSearchAttributes: shown, workflowId } = await handle.describe();
    expect(workflowId).toBe('ndr/A109W4MEBU%20BWQI/T14');
    expect(shown.get(searchAttributes.FulfillmentState)).toBe('AWAITING_DECISION');
    expect(shown.get(searchAttributes.Attention)).toBe('NdrDecisionNeeded');
    expect(shown.get(searchAttributes.References)).toEqual(['trk:T14', 'co:RT14']);
    expect(shown.get(searchAttributes.NextDeadline)).toBeInstanceOf(Date);
    const { account, businessId } = placeOf({ ...parcel, trackingId: 'T14' });
    expect(await time.ledger.read(account, businessId)).toMatchObject([{ type: 'received', version: 1 }]);
    await handle.cancel();
    await untilAsked(handle, 'CancelRequested');
    await abort(handle);
    expect(await time.untilEnd(handle)).toMatchObject({ state: 'CLOSED_BY_PERSON' });
    await Worker.runReplayHistory(
      { workflowBundle: { codePath: workflowBundlePath } },
      await handle.fetchHistory(),
      handle.workflowId,
    );
  }, 30_000);
});
