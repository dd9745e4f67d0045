import { failures } from '../failures.js';
import type { FailureDetails, FailureKind } from '../failures.js';
import { brief } from './audit.js';

/** Something that waits for a person. */
export interface AttentionItem {
  /** Unique within the workflow; an answer must quote it, so that a stale answer is refused. */
  attentionId: string;
  /** The step that waits, e.g. `acknowledge`. */
  step: string;
  reason: FailureKind;
  /** What happened in this case: our own text with ids and codes. */
  message: string;
  answers: readonly string[];
  /** ISO 8601. */
  raisedAt: string;
  /** The business deadline it holds up, ISO 8601. */
  dueAt?: string;
  details: FailureDetails;
}

/** A person's answer to an item. */
export interface Resolution {
  answer: string;
  data?: Record<string, unknown>;
  /** Where it was done, for `done-elsewhere`. */
  reference?: string;
  actor: string;
  requestId: string;
  /** ISO 8601. */
  at: string;
}

/** The open items of a workflow, and the answers not yet taken up. Plain JSON. */
export interface AttentionDesk {
  raised: number;
  items: AttentionItem[];
  resolutions: Record<string, Resolution>;
}

export const emptyDesk: AttentionDesk = { raised: 0, items: [], resolutions: {} };

/** Opens an item; its id is the step and a number that never repeats. It takes the answers of its kind, or fewer. */
export function raise(
  desk: AttentionDesk,
  item: Omit<AttentionItem, 'attentionId' | 'answers'> & { answers?: readonly string[] },
): { desk: AttentionDesk; attentionId: string } {
  const raised = desk.raised + 1;
  const attentionId = `${item.step}-${raised}`;
  const open: AttentionItem = {
    answers: failures[item.reason].answers,
    ...item,
    message: brief(item.message),
    attentionId,
  };
  return { desk: { ...desk, raised, items: [...desk.items, open] }, attentionId };
}

/** Which item an answer is for: by id, or the one of a bulk answer's reason that was open when it was given. */
export type ResolveTarget = { attentionId?: string; match?: { reason: string; raisedBefore: string } };

/** The item an answer is for, or why there is none. */
export function itemFor(
  desk: AttentionDesk,
  target: ResolveTarget,
  answer: string,
): { item: AttentionItem } | { refusal: string } {
  const item = desk.items.find((candidate) =>
    target.match === undefined
      ? candidate.attentionId === target.attentionId
      : candidate.reason === target.match.reason && candidate.raisedAt < target.match.raisedBefore,
  );
  if (item === undefined) {
    const open = desk.items.map((candidate) => candidate.attentionId).join(', ');
    return { refusal: `No such item is open. ${open === '' ? 'Nothing waits for a person here.' : `Open: ${open}.`}` };
  }
  if (!item.answers.includes(answer)) {
    return { refusal: `${item.attentionId} takes ${item.answers.join(', ')}, not "${answer}".` };
  }
  return { item };
}

/** Closes an item with its answer. */
export const resolveItem = (desk: AttentionDesk, attentionId: string, resolution: Resolution): AttentionDesk => ({
  ...desk,
  items: desk.items.filter((item) => item.attentionId !== attentionId),
  resolutions: { ...desk.resolutions, [attentionId]: resolution },
});

/** Closes items that an event has made pointless. */
export const dropItems = (desk: AttentionDesk, isPointless: (item: AttentionItem) => boolean): AttentionDesk => ({
  ...desk,
  items: desk.items.filter((item) => !isPointless(item)),
});

/** Takes an answer up: the wrapper that asked calls this once. */
export function takeResolution(
  desk: AttentionDesk,
  attentionId: string,
): { desk: AttentionDesk; resolution?: Resolution } {
  const { [attentionId]: resolution, ...resolutions } = desk.resolutions;
  return { desk: { ...desk, resolutions }, ...(resolution === undefined ? {} : { resolution }) };
}

/** The most urgent reason: earliest due, then oldest. */
export function mostUrgent(desk: AttentionDesk): AttentionItem | undefined {
  const urgency = (item: AttentionItem): string => `${item.dueAt ?? '9'} ${item.raisedAt}`;
  return desk.items.toSorted((a, b) => (urgency(a) < urgency(b) ? -1 : 1))[0];
}
