import { condition, setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { ATTENTION_MEMO } from '../search-attributes.js';
import type { AttentionItem } from './attention.js';

/** What people see of a workflow without asking it. */
export interface Visible {
  /** All search attributes of the process; an absent value is `null`. */
  searchAttributes: SearchAttributeUpdatePair[];
  /** Names of those whose change alone is not worth an upsert: it goes out with the next change of another. */
  unhurried?: readonly string[];
  /** Markdown on the workflow's page in the Temporal UI. */
  details: string;
  /** What waits for a person. It goes into the memo {@link ATTENTION_MEMO}: lists show it without asking the workflow. */
  items: readonly AttentionItem[];
}

/** Waits until a round of everything that waits has changed nothing: within the same workflow task. */
async function settled(now: () => string): Promise<void> {
  let before: string;
  do {
    before = now();
    let isNextRound = false;
    await condition(() => {
      const was = isNextRound;
      isNextRound = true;
      return was;
    });
  } while (now() !== before);
}

/**
 * Keeps search attributes, memo and current details equal to the state.
 *
 * 1. At most one upsert per workflow task, because each is a billed action: it is made when everything that the task
 *    brought has been worked off.
 * 2. Only what has changed is sent.
 * 3. The memo changes with the items only, so that an order without any costs nothing for it.
 * 4. What is not urgent waits for a change that is.
 * 5. The returned function shows the rest; call it before the workflow returns or continues as new.
 */
export function keepVisible(read: () => Visible): () => void {
  // What the start, or the run before, has set is not sent again.
  const { typedSearchAttributes } = workflowInfo();
  const known = new Map(
    read().searchAttributes.map(({ key }) => [key.name, JSON.stringify(typedSearchAttributes.get(key) ?? null)]),
  );
  let knownDetails = '';
  let knownItems = JSON.stringify(workflowInfo().memo?.[ATTENTION_MEMO] ?? []);

  const changes = (visible: Visible): SearchAttributeUpdatePair[] =>
    visible.searchAttributes.filter((pair) => known.get(pair.key.name) !== JSON.stringify(pair.value));
  const urgent = (visible: Visible): SearchAttributeUpdatePair[] =>
    changes(visible).filter(({ key }) => visible.unhurried?.includes(key.name) !== true);
  const show = (worthIt: typeof changes): void => {
    const visible = read();
    if (visible.details !== knownDetails) setCurrentDetails(visible.details);
    knownDetails = visible.details;
    const items = JSON.stringify(visible.items);
    if (items !== knownItems) upsertMemo({ [ATTENTION_MEMO]: visible.items });
    knownItems = items;
    const changed = worthIt(visible).length > 0 ? changes(visible) : [];
    if (changed.length > 0) upsertSearchAttributes(changed);
    for (const pair of changed) known.set(pair.key.name, JSON.stringify(pair.value));
  };
  const keepShowing = async (): Promise<void> => {
    for (;;) {
      await condition(() => {
        const visible = read();
        // Items are in the details as well.
        return visible.details !== knownDetails || urgent(visible).length > 0;
      });
      await settled(() => JSON.stringify(read()));
      show(urgent);
    }
  };
  void keepShowing();
  return () => show(changes);
}
