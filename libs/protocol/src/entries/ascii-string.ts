/** Neither a quote, a backslash nor anything beyond printable ASCII: most names and ids are of this kind. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A text as JSON without a character beyond ASCII. */
export function asciiString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
