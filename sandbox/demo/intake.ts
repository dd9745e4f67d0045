import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CarrierReport } from './carrier.js';
import type { DemoEnvironment } from './environment.js';
import { startProduct } from './product-process.js';
import type { ProductProcess } from './product-process.js';

/** The running event intake. */
export interface DemoIntake {
  /** Sends an event for each order, as an order system would: again until it is taken in, or `signal` is aborted. */
  send(purchaseOrderNumbers: readonly string[], signal: AbortSignal): Promise<void>;
  /** Reports what a carrier says of a parcel. @throws when it is not taken in. */
  report(report: CarrierReport): Promise<void>;
  stop(): Promise<void>;
}

const ATTEMPTS = 20;
const PAUSE_MS = 500;

/** Starts the intake and resolves when it takes events in. */
export async function startIntake(environment: DemoEnvironment, directory: string): Promise<DemoIntake> {
  const intake: ProductProcess = await startProduct(['intake'], environment, directory);
  await intake.hasWritten('Taking in events');
  const url = `http://127.0.0.1:${environment['INTAKE_PORT'] ?? ''}/events`;
  const headers = {
    authorization: `Bearer ${environment['INTAKE_TOKEN'] ?? ''}`,
    'content-type': 'application/cloudevents+json',
  };

  const sendOne = async (purchaseOrderNumber: string, signal: AbortSignal): Promise<void> => {
    const body = JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: '/demo/order-system',
      type: 'purchase-order.received',
      data: { purchaseOrderNumber },
    });
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch(() => undefined);
      if (answer?.ok === true) return;
      if (signal.aborted) return;
      const isFinal = answer !== undefined && answer.status < 500;
      if (isFinal || attempt === ATTEMPTS) {
        throw new Error(`The intake does not take in ${purchaseOrderNumber}: ${String(answer?.status ?? 'no answer')}`);
      }
      await sleep(PAUSE_MS);
    }
  };

  const report = async (data: CarrierReport): Promise<void> => {
    const answer = await fetch(`${url}/carrier.event`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
    if (!answer.ok)
      throw new Error(`The intake does not take in ${data.code} of ${data.trackingNumber}: ${answer.status}`);
  };

  return {
    report,
    send: async (purchaseOrderNumbers, signal) => {
      for (const purchaseOrderNumber of purchaseOrderNumbers) await sendOne(purchaseOrderNumber, signal);
    },
    stop: () => intake.stop(),
  };
}
