/**
 * JSON text in which whole numbers too long for a double are texts.
 *
 * A tracking id may come as a number of 41 digits (SV-10), of which `JSON.parse` would keep 17. Only the value of a
 * member is looked at: inside a text every quotation mark has a backslash before it, so none is ever taken for one.
 */
export const quoteLongNumbers = (json: string): string =>
  json.replace(/("\w{1,64}"\s*:\s*)(\d{16,})(?=\s*[,}])/g, '$1"$2"');
