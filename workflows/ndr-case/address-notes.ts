/** Amazon's limit. Source: guide on push notifications, FAQ 3. */
export const MAX_ADDRESS_NOTES = 256;

/**
 * What is wrong with address notes, or `undefined` when Amazon takes them: at most 256 characters, and no telephone
 * number or e-mail address of the recipient. PIN codes, house and plot numbers pass. Never quotes the notes.
 */
export function addressNotesFault(notes: string): string | undefined {
  if (notes.trim() === '') return 'is empty; say where the address is';
  if (notes.length > MAX_ADDRESS_NOTES) {
    return `has ${notes.length} characters; Amazon takes at most ${MAX_ADDRESS_NOTES}`;
  }
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(notes)) return 'has control characters; write it in one line';
  if (/\S@\S|@\s*[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/u.test(notes.normalize('NFKC'))) {
    return 'seems to hold an e-mail address, which Amazon does not allow there';
  }
  return hasPhoneNumber(inAsciiDigits(notes.normalize('NFKC')))
    ? 'seems to hold a telephone number, which Amazon does not allow there; put a comma between a house number and a PIN code'
    : undefined;
}

/** Longer than a PIN code, shorter than any telephone number with its area code. */
const LONG_RUN = 7;

/** Digits in groups, with what people put between the groups of one telephone number; commas and words part numbers. */
const digitGroups = /\+?\d+(?:[ \t().\u2010-\u2015-]{1,3}\d+)*/g;

function hasPhoneNumber(text: string): boolean {
  return (text.match(digitGroups) ?? []).some((run) => {
    const groups = run.split(/\D+/).filter((group) => group !== '');
    if (groups.some((group) => group.length >= LONG_RUN)) return true;
    if (run.startsWith('+') && groups.join('').length >= LONG_RUN) return true;
    return groups.some((_, from) => groups.some((__, to) => to > from && isPhone(groups.slice(from, to + 1).join(''))));
  });
}

/** India: ten digits from 6 to 9; with trunk prefix or country code before them or before an area code. */
const isPhone = (digits: string): boolean => /^([6-9]\d{9}|0\d{9,10}|(?:00)?91\d{10})$/.test(digits);

/** Zeros of the scripts that India's keyboards have. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66];

const inAsciiDigits = (text: string): string =>
  text.replaceAll(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = zeros.find((each) => code >= each && code < each + 10);
    return zero === undefined ? digit : String(code - zero);
  });
