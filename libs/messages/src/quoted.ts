import { cut, escapeControls } from './one-line';

/** Enough to know a name by; what is longer is cut. */
const SHOWN_CHARACTERS = 60;

/**
 * A text of a client's or a file's inside a message: in quotes, cut, its control characters escaped.
 *
 * @param maxCharacters - of the text, before it is escaped
 */
export function quoted(text: string, maxCharacters = SHOWN_CHARACTERS): string {
  return `"${escapeControls(cut(text, maxCharacters)).replaceAll('"', '\\"')}"`;
}
