import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { activityFields } from '../../workers/activity-fields.js';

const running = (workflowId: string) =>
  new MockActivityEnvironment({
    workflowExecution: { workflowId, runId: 'r' },
    activityType: 'acknowledge',
    attempt: 3,
  }).run(async () => {
    await Promise.resolve();
    return activityFields();
  });

describe('the fields of a log line', () => {
  it('name the order of the activity that writes it, wherever it is', async () => {
    await expect(running('po/acme-us/PO1')).resolves.toEqual({
      workflowId: 'po/acme-us/PO1',
      activity: 'acknowledge',
      attempt: 3,
      businessId: 'PO1',
    });
  });

  it('name no purchase order where there is none', async () => {
    await expect(running('account/acme-us')).resolves.not.toHaveProperty('businessId');
  });

  it('are none outside of an activity', () => {
    expect(activityFields()).toEqual({});
  });
});
