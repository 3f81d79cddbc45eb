import { describeIssue, oneLine } from '@reckit/messages';
import * as z from 'zod';
import { RejectedModel } from '../errors';

/** The names of the columns of one input, as meta files list them. */
export const columnNames = z.array(z.string().min(1)).min(1);

/**
 * Reads a meta file of the Python system.
 *
 * @param file - the name of the file, for messages
 * @throws RejectedModel if it is no JSON, or not what the schema says
 */
export function parseMeta<Meta>(text: string, file: string, schema: z.ZodType<Meta>): Meta {
  return checkMeta(parseMetaJson(text, file), file, schema);
}

/** As `parseMeta`, of what `parseMetaJson` gave. */
export function checkMeta<Meta>(json: unknown, file: string, schema: z.ZodType<Meta>): Meta {
  const result = schema.safeParse(json);
  if (!result.success) throw new RejectedModel(`${file}: ${describeIssue(result.error, json)}.`);
  return result.data;
}

/** @throws RejectedModel if a list of columns has a name twice */
export function assertDistinct(columns: readonly string[], list: string, file: string): void {
  const repeated = columns.find((name, i) => columns.indexOf(name) !== i);
  if (repeated !== undefined) throw new RejectedModel(`${file}: ${list} names "${repeated}" twice.`);
}

/**
 * Compares the names of features in a checkpoint with those of the meta file, place by place.
 *
 * @param named - undefined where the checkpoint has none
 * @throws RejectedModel
 */
export function assertSameNames(
  named: readonly string[] | undefined,
  columns: readonly string[],
  file: string,
): void {
  const differing = named?.findIndex((name, i) => name !== columns[i]) ?? -1;
  if (named && differing >= 0) {
    throw new RejectedModel(
      `The model's feature ${differing} is "${named[differing]}", but ${file} lists "${columns[differing]}" there: ${APART}`,
    );
  }
}

/** How a message ends that names two files. */
export const APART = 'the two files do not belong together.';

/** @throws RejectedModel if the text is no JSON */
export function parseMetaJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RejectedModel(
      `${file} is not JSON (${oneLine(error instanceof Error ? error.message : String(error))}).`,
    );
  }
}
