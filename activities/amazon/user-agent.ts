/** What this product calls itself. */
export interface Product {
  name: string;
  version: string;
}

const maxLength = 500;

/**
 * The `user-agent` header that Amazon requires: `AppId/Version (Language=…; Platform=…)`.
 *
 * Separators inside a part are escaped with a backslash. Source: SP-API guide, "Include a User-Agent header".
 *
 * @param platform - Default: the operating system's name.
 * @throws RangeError above 500 characters, which Amazon refuses.
 */
export function userAgent(product: Product, platform: string = process.platform): string {
  const attributes = [
    ['Language', 'TypeScript'],
    ['Platform', platform],
  ] as const;
  const header = [
    `${escape(product.name, /[\\/]/g)}/${escape(product.version, /[\\(]/g)}`,
    `(${attributes.map(([name, value]) => `${escape(name, /[\\=]/g)}=${escape(value, /[\\);]/g)}`).join('; ')})`,
  ].join(' ');
  if (header.length > maxLength) {
    throw new RangeError(`Expected a user agent of at most ${maxLength} characters, got ${header.length}`);
  }
  return header;
}

const escape = (part: string, separators: RegExp): string => part.replace(separators, (found) => `\\${found}`);
