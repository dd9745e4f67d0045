/** What the guard is asked to run; travels as JSON in its first argument. */
export interface GuardOrder {
  program: string;
  args: string[];
  /** `SIGTERM` lets the program close its files, and is followed by SIGKILL after 10 s. */
  stopSignal: 'SIGTERM' | 'SIGKILL';
}

/** What the guard tells its owner, at most one `started` or `failed` and then one `exited`. */
export type GuardMessage =
  | { type: 'started'; pid: number }
  | { type: 'failed'; message: string }
  | { type: 'exited'; code: number | null; signal: string | null; output: string };
