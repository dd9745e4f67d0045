import type { Control } from './control.js';
import { controlMethods } from './control-routes.js';

/** The control with the same methods, each answering with a promise. */
export type ControlClient = {
  readonly [Method in keyof Control]: (
    ...args: Parameters<Control[Method]>
  ) => Promise<Awaited<ReturnType<Control[Method]>>>;
};

/** A client of a local Amazon's control in another process. `url` is the one it printed. */
export function controlClient(url: string): ControlClient {
  const entries = controlMethods.map((method) => [method, (argument?: unknown) => call(url, method, argument)]);
  return Object.fromEntries(entries) as ControlClient;
}

async function call(url: string, method: string, argument: unknown): Promise<unknown> {
  const response = await fetch(`${url}/control/${method}`, {
    method: 'POST',
    ...(argument === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(argument) }),
  });
  const answer = (await response.json()) as { result?: unknown; error?: string };
  if (!response.ok) throw new Error(`control ${method}: ${answer.error ?? `status ${String(response.status)}`}`);
  return answer.result;
}
