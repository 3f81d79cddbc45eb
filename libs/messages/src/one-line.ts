/** A message of more characters is cut. */
const MAX_CHARACTERS = 300;

/**
 * What may move a cursor, colour or reorder a terminal's line, or end it: control characters, line and paragraph
 * separators, marks of writing direction, and halves of characters.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with its control characters escaped as in JSON, so that it is one line and shows what is in it. */
export function escapeControls(text: string): string {
  return text.replace(
    UNSAFE,
    character => NAMED[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The beginning of a text, with an ellipsis if there is more; characters stay whole. */
export function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const last = text.charCodeAt(maxCharacters - 2);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  return `${text.slice(0, maxCharacters - (isHalf ? 2 : 1))}…`;
}

/** A message as every one should be: one line of at most 300 characters, whatever it quotes. */
export function oneLine(message: string): string {
  return cut(escapeControls(cut(message, MAX_CHARACTERS)), MAX_CHARACTERS);
}
