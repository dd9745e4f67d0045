import type { Notice } from '../../workflows/steps/notices.js';

/** A notice that nobody has received yet. */
export interface Waiting {
  /** Name of the notice in files and messages, see `noticeKey`. */
  key: string;
  /** When it came into the outbox, epoch ms. */
  addedAt: number;
  notice: Notice;
}

/** Notices of one type and reason that go with one message: alone, or more of them as a digest. */
export interface Delivery {
  group: string;
  notices: Waiting[];
}

/** What a group has sent lately. */
export interface Window {
  /** Epoch ms. */
  startedAt: number;
  /** Notices sent one by one since then; a digest uses the window up. */
  singles: number;
}

/** By group. Plain JSON. */
export type Windows = Readonly<Record<string, Window>>;

/** So many notices of a group go one by one within a window; what comes on top waits for its end. */
export const singlesPerWindow = 10;
export const windowMs = 10 * 60_000;

export interface PlanInput {
  waiting: readonly Waiting[];
  windows: Windows;
  /** Epoch ms. */
  now: number;
  /** How long the first notice of a group waits for others, ms. */
  gatherMs: number;
}

/**
 * Chooses what goes now, one by one or as a digest, and when to look again.
 *
 * 1. A notice waits `gatherMs` for others of its group.
 * 2. More than ten at once are one digest.
 * 3. Ten notices go one by one in ten minutes. What comes on top waits for the end of the window, then it is one digest.
 * 4. After a digest, the group waits for the end of a window of its own: digests are ten minutes apart.
 * 5. A clock that was set back holds nothing up.
 *
 * @returns oldest first; `nextAt` in epoch ms, absent when nothing will be left.
 */
export function plan({ waiting, windows, now, gatherMs }: PlanInput): { due: Delivery[]; nextAt?: number } {
  const plans = byGroup(waiting).map(([group, notices]) => planGroup(group, notices, windows[group], now, gatherMs));
  const nextAt = Math.min(...plans.map((planned) => planned.nextAt ?? Infinity));
  return {
    due: plans.flatMap(({ due }) => due).sort((a, b) => oldest(a.notices) - oldest(b.notices)),
    ...(nextAt < Infinity && { nextAt }),
  };
}

function planGroup(
  group: string,
  notices: Waiting[],
  known: Window | undefined,
  now: number,
  gatherMs: number,
): { due: Delivery[]; nextAt?: number } {
  const window = known === undefined || known.startedAt > now ? { startedAt: -Infinity, singles: 0 } : known;
  const endsAt = window.startedAt + windowMs;
  const isOpen = now < endsAt;
  const isFull = window.singles >= singlesPerWindow;
  if (isOpen && isFull) return { due: [], nextAt: endsAt };

  const firstAt = oldest(notices);
  const wasHeld = isFull && firstAt < endsAt;
  const gatheredAt = firstAt > now ? now : firstAt + gatherMs;
  if (!wasHeld && now < gatheredAt) return { due: [], nextAt: gatheredAt };

  if (wasHeld || notices.length > singlesPerWindow) return { due: [{ group, notices }] };
  const room = isOpen ? singlesPerWindow - window.singles : singlesPerWindow;
  const due = notices.slice(0, room).map((notice) => ({ group, notices: [notice] }));
  return due.length === notices.length ? { due } : { due, nextAt: endsAt };
}

/**
 * The windows once `count` notices of a group have been received with one message.
 *
 * @param now - When the message was begun, epoch ms.
 */
export function afterDelivery(
  windows: Windows,
  { group, count, now }: { group: string; count: number; now: number },
): Windows {
  const known = windows[group];
  if (count > 1) return { ...windows, [group]: { startedAt: now, singles: singlesPerWindow } };
  const isOpen = known !== undefined && known.startedAt <= now && now < known.startedAt + windowMs;
  return { ...windows, [group]: isOpen ? { ...known, singles: known.singles + 1 } : { startedAt: now, singles: 1 } };
}

function byGroup(waiting: readonly Waiting[]): [group: string, oldestFirst: Waiting[]][] {
  const groups = new Map<string, Waiting[]>();
  for (const one of [...waiting].sort((a, b) => a.addedAt - b.addedAt || (a.key < b.key ? -1 : 1))) {
    const group = groupOf(one.notice);
    const others = groups.get(group);
    if (others) others.push(one);
    else groups.set(group, [one]);
  }
  return [...groups];
}

/** What a digest is made of: notices of one type and reason. */
export const groupOf = ({ type, reason }: Notice): string => `${type} ${reason}`;

const oldest = (notices: readonly Waiting[]): number => notices[0]?.addedAt ?? 0;
