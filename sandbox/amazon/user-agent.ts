const maxLength = 500;

// In each part a backslash escapes what would end it: `/` in the id, `(` in the version, `=` in a name, `)` and `;` in a value.
const applicationId = String.raw`(?:\\.|[^\\/])+`;
const version = String.raw`(?:\\.|[^\\(])+`;
const attribute = String.raw`(?:\\.|[^\\=;)])+=(?:\\.|[^\\);])+`;
const pattern = new RegExp(`^${applicationId}/${version} \\((${attribute}(?:; ?${attribute})*)\\)$`);

/**
 * Says what is wrong with a `user-agent` header, or nothing.
 *
 * It must read `AppId/Version (Language=…; Platform=…)`, name the language and have at most 500 characters.
 */
export function userAgentFault(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return 'the user-agent header is missing';
  if (header.length > maxLength) return `the user-agent header has more than ${String(maxLength)} characters`;
  const attributes = pattern.exec(header)?.[1];
  if (attributes === undefined) return 'the user-agent header is malformed';
  if (!/(?:^|; ?)Language=/.test(attributes)) return 'the user-agent header does not name the Language';
  return undefined;
}
