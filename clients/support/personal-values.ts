import { CENSORED } from '../redaction.js';

/**
 * What an order's own documents hold of persons: names, streets, places, phone numbers.
 *
 * @param documents parsed JSON: the raw order, bodies that were sent.
 */
export function personalValuesOf(documents: readonly unknown[]): string[] {
  const found = new Set<string>();
  const gather = (value: unknown, isPersonal: boolean): void => {
    if (typeof value === 'string' || typeof value === 'number') {
      if (isPersonal && String(value).length >= SHORTEST) found.add(String(value));
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      gather(inner, (isPersonal && !HARMLESS.has(name)) || PERSONS.test(name));
    }
  };
  for (const document of documents) gather(document, false);
  // The longest first: a name may be a part of an address.
  return [...found].sort((a, b) => b.length - a.length);
}

/** Takes these values out of a text as whole words, however their letters are written. */
export function withoutValues(text: string, values: readonly string[]): string {
  if (values.length === 0) return text;
  const pattern = `(?<![\\p{L}\\p{N}])(?:${values.map(escaped).join('|')})(?![\\p{L}\\p{N}])`;
  return text.replace(new RegExp(pattern, 'giu'), CENSORED);
}

/** A state's or a country's code would take half of every text along. */
const SHORTEST = 4;
const PERSONS = /^(shipToParty|billToParty|buyer|recipient|statusLocationAddress|giftMessage|buyerCustomizedInfo.*)$/i;
const HARMLESS: ReadonlySet<string> = new Set(['countryCode', 'addressType', 'partyId']);

const escaped = (value: string): string => value.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
