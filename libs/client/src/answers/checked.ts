import { quoted } from '@reckit/messages';
import { UnexpectedAnswer } from '../errors';

/** The checks that make something of what came as anything: each names in its message where it looked. */

/** @throws UnexpectedAnswer */
export function objectAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw wrong(place, 'an object', value);
}

/** @throws UnexpectedAnswer */
export function listAt(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(place, 'a list', value);
}

/** A list whose entries are all read in the same way. @throws UnexpectedAnswer */
export function listOf<Entry>(
  value: unknown,
  place: string,
  read: (entry: unknown, place: string, index: number) => Entry,
): readonly Entry[] {
  return listAt(value, place).map((entry, i) => read(entry, `${place}[${i}]`, i));
}

/** @throws UnexpectedAnswer */
export function numberAt(value: unknown, place: string): number {
  if (typeof value === 'number') return value;
  throw wrong(place, 'a number', value);
}

/** @throws UnexpectedAnswer */
export function textAt(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  throw wrong(place, 'a text', value);
}

/** @throws UnexpectedAnswer */
export function truthAt(value: unknown, place: string): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(place, 'true or false', value);
}

/** A text, or null where there is none. @throws UnexpectedAnswer */
export function textOrNull(value: unknown, place: string): string | null {
  return value === undefined || value === null ? null : textAt(value, place);
}

/** The object that a body of JSON is. @throws UnexpectedAnswer */
export function parsedObject(bytes: Buffer): Readonly<Record<string, unknown>> {
  return objectAt(parsed(bytes), 'the answer');
}

/** What a body of JSON says. @throws UnexpectedAnswer */
export function parsed(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new UnexpectedAnswer(`The answer is no JSON but ${text === '' ? 'empty' : quoted(text)}.`);
  }
}

function wrong(place: string, expected: string, value: unknown): UnexpectedAnswer {
  return new UnexpectedAnswer(`Expected ${expected} as ${place}, got ${shown(value)}.`);
}

/** What is in a list or an object could be more than any message, and deeper than any stack. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? quoted(value) : String(value);
}
