import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { describeValue } from '../describe-value';
import { BadFeatureFile } from '../errors';

/** A key of every kind that says nothing of how the feature is read, so that an entry is parsed without it. */
const SIDE = 'side';

/** An entry of the list of features that is an object. */
export type EntryObject = Readonly<Record<string, unknown>>;

/**
 * The entry as its schema has it.
 *
 * @param place - the file and where the entry stands in it, for messages
 * @throws BadFeatureFile
 */
export function parseEntry<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  entry: EntryObject,
  place: string,
  options: { readonly isSided: boolean } = { isSided: true },
): z.output<z.ZodObject<Shape, z.core.$strict>> {
  const result = schema.safeParse(entry);
  if (result.success) return result.data;
  const isClip = result.error.issues[0].path[0] === 'clip';
  const ownKeys = [...Object.keys(schema.shape), ...(options.isSided ? [SIDE] : [])];
  const keys = isClip ? 'min, max' : ownKeys.join(', ');
  throw new BadFeatureFile(
    `${describeIssue(result.error, entry, place)}${named(entry)}. The keys may be ${keys}.`,
  );
}

export function wholeNumber(min: number, max: number): z.ZodInt {
  const message = `expected a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
}

/** A text that is not empty. */
export function text(message: string): z.ZodString {
  return z.string(message).min(1, message);
}

/** The name of the feature, where it has got one, for messages. */
export function named(entry: EntryObject): string {
  return typeof entry['name'] === 'string' ? ` for the feature ${describeValue(entry['name'])}` : '';
}

export function isEntryObject(value: unknown): value is EntryObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
