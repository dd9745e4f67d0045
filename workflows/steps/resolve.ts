import type { Resolution, ResolveTarget } from './attention.js';
import { originFields } from './audit.js';
import type { ActionOrigin } from './audit.js';
import { anyObject, checked, instant, object, optional, text } from './checks.js';
import type { Check, Checked } from './checks.js';

/** Answers an item. */
export type ResolveInput = {
  attentionId?: string;
  /** For many at once: every workflow answers its own item of this reason, if it was raised before. */
  match?: { reason: string; raisedBefore: string };
  answer: string;
  data?: Record<string, unknown>;
  reference?: string;
} & ActionOrigin;

/** The fields of an answer, in whatever message brings one. */
export const answerFields = {
  answer: text({ max: 50 }),
  data: optional(anyObject),
  reference: optional(text({ max: 200 })),
};

const resolveShape: Check<ResolveInput> = (value, path, faults) => {
  const found = object({
    attentionId: optional(text({ max: 100 })),
    match: optional(object({ reason: text({ max: 50 }), raisedBefore: instant })),
    ...answerFields,
    ...originFields,
  })(value, path, faults);
  if (found !== undefined && (found.attentionId === undefined) === (found.match === undefined)) {
    faults.push('either attentionId or match is needed');
  }
  return found;
};

export const checkResolve = (payload: unknown): Checked<ResolveInput> => checked(resolveShape, payload);

/** What a person says to an item. */
export type Answer = Pick<Resolution, 'answer' | 'data' | 'reference'>;

/** An answer as the reducers see it. */
export interface ResolveAction {
  action: 'resolve';
  target: ResolveTarget;
  resolution: Answer;
  origin: ActionOrigin;
}

export function resolveAction(input: ResolveInput): ResolveAction {
  const { attentionId, match, requestId, actor, reason, ...resolution } = input;
  const target = match === undefined ? { attentionId: attentionId ?? '' } : { match };
  return { action: 'resolve', target, resolution, origin: input };
}

/** What was answered to what, for the audit list. */
export const answerTo = ({ target, resolution }: Pick<ResolveAction, 'target' | 'resolution'>): string =>
  `${resolution.answer} to ${target.attentionId ?? target.match?.reason ?? ''}`;
