import { createHash } from 'node:crypto';
import type { Notice } from '../../workflows/steps/notices.js';
import type { Message } from './message.js';
import type { Waiting, Windows } from './plan.js';

/**
 * Where notices of one account wait, durably, until somebody has received them.
 *
 * 1. A notice is known by its id: adding it again changes nothing, while it waits and for seven days after its delivery.
 * 2. Only whoever holds the claim sends, so that every notice goes once, whatever the number of processes.
 * 3. A message is on record before it is sent: whoever comes after a crash sends the very same message again.
 */
export interface Outbox {
  /** Resolves when the notices are durable. Rejects with an error of the disk; then it may be called again. */
  add(notices: readonly Notice[]): Promise<void>;
  /** What nobody has received yet. */
  waiting(): Promise<Waiting[]>;
  /** The exclusive right to send; `undefined` while another process has it. */
  claim(): Promise<Claim | undefined>;
  /** Forgets what was delivered more than seven days ago, and clears up after processes that died. */
  prune(): Promise<void>;
}

/** A message on record, from right before it is sent until its outcome is known. */
export interface Begun {
  message: Message;
  /** When it was first sent, epoch ms. */
  begunAt: number;
  group: string;
  /** Of the notices in it. */
  keys: string[];
}

/** The exclusive right to send for an account. */
export interface Claim {
  /** Keeps the claim for another minute. `false`: somebody else has taken it over, so nothing may be sent. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
  /** The message whose outcome nobody knows: its sender died, or got no answer. */
  begun(): Promise<Begun | undefined>;
  begin(begun: Begun): Promise<void>;
  /** The receiver has it: its notices never go again. */
  delivered(begun: Begun, windows: Windows): Promise<void>;
  /** The receiver does not have it: its notices wait as before. */
  refused(): Promise<void>;
  /** What the groups have sent lately; empty when that was lost. */
  windows(): Promise<Windows>;
}

/** The name of a notice in files and messages: an id may hold what a file system or a signature must not. */
export const noticeKey = (noticeId: string): string => createHash('sha256').update(noticeId).digest('hex').slice(0, 32);
