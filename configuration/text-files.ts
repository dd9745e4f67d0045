import { readFileSync } from 'node:fs';

/** What a file says, without byte order mark and space around it, or why it cannot be read. */
export function readText(path: string): { text: string } | { fault: string } {
  try {
    return {
      text: readFileSync(path, 'utf8')
        .replace(/^\uFEFF/, '')
        .trim(),
    };
  } catch (error) {
    return { fault: `names a file that cannot be read${codeOf(error)}. Check its path and permissions.` };
  }
}

/** A secret is the whole file. */
export function readSecret(path: string): { text: string } | { fault: string } {
  const content = readText(path);
  if ('fault' in content || content.text !== '') return content;
  return { fault: 'names a file that is empty. Write the secret into it.' };
}

/** Lines that hold nothing but a comment are let through. The parser's message is not: it quotes the file. */
export function readJson(path: string): { value: unknown } | { fault: string } {
  const content = readText(path);
  if ('fault' in content) return content;
  const json = content.text.replace(/^[ \t]*\/\/.*$/gm, (comment) => ' '.repeat(comment.length));
  try {
    return { value: JSON.parse(json) as unknown };
  } catch (error) {
    const [, position] = /position (\d+)/.exec(String(error)) ?? [];
    if (position === undefined) return { fault: 'names a file that is not JSON. Check its syntax.' };
    const before = json.slice(0, Number(position)).split('\n');
    return {
      fault: `names a file that is not JSON: see line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`,
    };
  }
}

/** The system's code of an error, such as ` (ENOENT)`, where it has one. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? ` (${code})` : '';
}
