/** How something that has to come to an end stands at the end of a run. */
export interface Ending {
  /** Number, reference or tracking id. */
  name: string;
  state: string;
  hasEnded: boolean;
  /** Reasons of its open items. */
  waitsFor: string[];
  /** How it has to end. */
  end: string;
}

export function openFault({ name, state, waitsFor }: Ending): string {
  const because = waitsFor.length === 0 ? '' : `, waiting for a person: ${waitsFor.join(', ')}`;
  return `${name} has not ended: it is ${state}${because}.`;
}

export const endFaults = ({ name, state, hasEnded, end }: Ending): string[] =>
  !hasEnded || state === end ? [] : [`${name} has ended as ${state} instead of ${end}.`];

/**
 * What Amazon has accepted too often, or, once it has ended, too seldom.
 *
 * @param nouns what each kind is called, in the singular.
 */
export function countFaults<Kind extends string>(
  { name, hasEnded }: Pick<Ending, 'name' | 'hasEnded'>,
  nouns: Readonly<Record<Kind, string>>,
  { expected, accepted }: { expected: Readonly<Record<Kind, number>>; accepted: Readonly<Record<Kind, number>> },
): string[] {
  return (Object.keys(nouns) as Kind[]).flatMap((kind) => {
    const isTooMany = accepted[kind] > expected[kind];
    const isTooFew = hasEnded && accepted[kind] < expected[kind];
    return isTooMany || isTooFew
      ? [`${name}: ${nouns[kind]} accepted ${accepted[kind]} times instead of ${expected[kind]}.`]
      : [];
  });
}
