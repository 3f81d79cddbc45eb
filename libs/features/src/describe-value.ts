import { quoted } from '@reckit/messages';

const SHOWN_CHARACTERS = 40;

/** A short, one-line rendering of a value that came from outside, for error messages. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  switch (typeof value) {
    case 'string':
      return quoted(value, SHOWN_CHARACTERS);
    case 'object':
      return 'an object';
    case 'undefined':
      return 'nothing';
    default:
      return String(value);
  }
}
