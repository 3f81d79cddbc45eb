/** Control, format and unpaired surrogate characters, and the line and paragraph separators; a joiner only shapes text. */
const NOT_PRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text on one line, with nothing in it that a terminal would obey: control characters, and those that change the
 * direction of what follows, are escaped as in JSON.
 */
export function printable(text: string): string {
  return text.replaceAll(NOT_PRINTABLE, character => SHORT_ESCAPES[character] ?? escaped(character));
}

/** `text` cut to so many characters, the last being an ellipsis then. */
export function cutEnd(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** `text` cut to its last characters, as a path is best known by its end. */
export function cutStart(text: string, length: number): string {
  return text.length > length ? `…${text.slice(text.length - length + 1)}` : text;
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
