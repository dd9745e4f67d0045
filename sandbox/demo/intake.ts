import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { DemoEnvironment } from './environment.js';
import { startProduct } from './product-process.js';
import type { ProductProcess } from './product-process.js';

/** Something that an order system says. */
export interface DemoEvent {
  type: 'purchase-order.received' | 'shipment.requested';
  /** Of what it is about, for people. */
  name: string;
  data: object;
}

/** The running event intake. */
export interface DemoIntake {
  /** Sends events one after the other, as an order system would: again until taken in, or `signal` is aborted. */
  send(events: readonly DemoEvent[], signal: AbortSignal): Promise<void>;
  /** Reports what a carrier says of a parcel. @throws when it is not taken in. */
  report(type: 'carrier.event' | 'shipment.event', data: object): Promise<void>;
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

  const sendOne = async ({ type, name, data }: DemoEvent, signal: AbortSignal): Promise<void> => {
    const body = JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: '/demo/order-system',
      type,
      data,
    });
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch(() => undefined);
      if (answer?.ok === true) return;
      if (signal.aborted) return;
      const isFinal = answer !== undefined && answer.status < 500;
      if (isFinal || attempt === ATTEMPTS) {
        throw new Error(`The intake does not take in ${name}: ${String(answer?.status ?? 'no answer')}`);
      }
      await sleep(PAUSE_MS);
    }
  };

  const report: DemoIntake['report'] = async (type, data) => {
    const answer = await fetch(`${url}/${type}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
    if (!answer.ok) throw new Error(`The intake answers ${answer.status} to ${type} ${JSON.stringify(data)}`);
  };

  return {
    report,
    send: async (events, signal) => {
      for (const event of events) await sendOne(event, signal);
    },
    stop: () => intake.stop(),
  };
}
