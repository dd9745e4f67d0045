import { describe, expect, it } from 'vitest';
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

  it.each([
    // workflow id, business id
    ['shipment/acme-us/S1/2', 'S1/2'],
    ['pay/live/TBA%3A1', 'TBA:1'],
    ['ndr/A109W4MEBU%20BWQI/1809561149386', '1809561149386'],
    ['ndr-quarantine/00ff00ff00ff00ff00ff00ff00ff00ff', '00ff00ff00ff00ff00ff00ff00ff00ff'],
  ])('of %s name %s', async (workflowId, businessId) => {
    await expect(running(workflowId)).resolves.toMatchObject({ workflowId, businessId });
  });

  it('name nothing where there is nothing', async () => {
    await expect(running('account/acme-us')).resolves.not.toHaveProperty('businessId');
  });

  it('are none outside of an activity', () => {
    expect(activityFields()).toEqual({});
  });
});
