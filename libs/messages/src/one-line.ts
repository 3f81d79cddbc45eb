/** A message of more characters is cut. */
const MAX_CHARACTERS = 300;

/**
 * What may move a cursor, colour or reorder a terminal's line, end it, or not be seen: control and format characters,
 * line and paragraph separators, and halves of characters. Joiners only shape the text of some languages.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with its control characters escaped as in JSON, so that it is one line and shows what is in it. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, character => NAMED[character] ?? escaped(character));
}

/** As JSON has it: a code for each half of a character beyond the first plane. */
function escaped(character: string): string {
  return character
    .split('')
    .map(half => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
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
