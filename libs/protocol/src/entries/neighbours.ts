import type { AnsweredOutput, OutputValues } from '../answered-output';
import { InternalError } from '../errors';
import { asciiString } from './ascii-string';
import { numbersOf, textsOf } from './output-values';

/** The ids of a row as a JSON list, those that fill it up left out. */
export function idList(ids: readonly string[], start: number, width: number): string {
  let text = '';
  for (let i = start; i < start + width; i++) {
    if (ids[i] === '') continue;
    text += text === '' ? '[' : ',';
    text += asciiString(ids[i]);
  }
  return text === '' ? '[]' : `${text}]`;
}

/**
 * The similarities of a row's neighbours as a JSON list, as long as that of their ids.
 *
 * @throws InternalError if one of them is not finite
 */
export function similarityList(
  similarities: Float32Array,
  ids: readonly string[],
  start: number,
  width: number,
): string {
  let text = '';
  for (let i = start; i < start + width; i++) {
    if (ids[i] === '') continue;
    const similarity = similarities[i];
    if (similarity - similarity !== 0) throw new InternalError('A similarity is not a finite number.');
    text += text === '' ? '[' : ',';
    text += similarity;
  }
  return text === '' ? '[]' : `${text}]`;
}

/**
 * The neighbours of all rows as JSON text: a list of ids a row, which may be empty.
 *
 * @example encodeIds(['a', 'b', 'c', ''], 2) // [["a","b"],["c"]]
 * @param ids - row-major [rows, width], '' where a row has fewer
 */
export function encodeIds(ids: readonly string[], width: number): string {
  assertComplete(ids, width);
  let text = '[';
  for (let at = 0; at < ids.length; at += width) {
    if (at > 0) text += ',';
    text += idList(ids, at, width);
  }
  return `${text}]`;
}

/**
 * The ids of all rows as JSON text, all of them: a list of `width` ids a row.
 *
 * @example encodeAllIds(['a', 'b', 'c', ''], 2) // [["a","b"],["c",""]]
 */
export function encodeAllIds(ids: readonly string[], width: number): string {
  assertComplete(ids, width);
  if (ids.length === 0) return '[]';
  let text = '[';
  for (let at = 0; at < ids.length; at++) {
    text += at % width > 0 ? ',' : at > 0 ? '],[' : '[';
    text += asciiString(ids[at]);
  }
  return `${text}]]`;
}

function assertComplete(ids: readonly string[], width: number): void {
  if (ids.length % width !== 0) throw new InternalError('The ids of the last row are not complete.');
}

/** The neighbours of an answer: who they are, and how similar, row-major [rows, width]. */
export interface Neighbours {
  readonly ids: readonly string[];
  readonly similarities: Float32Array | null;
  readonly width: number;
}

/**
 * The neighbours among the outputs of an answer; null if it has none.
 *
 * @throws InternalError if the similarities are not as many as the ids
 */
export function neighboursOf(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
): Neighbours | null {
  const idsAt = outputs.findIndex(({ role }) => role === 'ids');
  if (idsAt < 0) return null;
  const { name, width } = outputs[idsAt];
  const ids = textsOf(outputs[idsAt], values[idsAt]);
  const similarityAt = outputs.findIndex(({ role }) => role === 'similarity');
  if (similarityAt < 0) return { ids, similarities: null, width };
  const similarities = numbersOf(outputs[similarityAt], values[similarityAt]);
  if (similarities.length !== ids.length || outputs[similarityAt].width !== width)
    throw new InternalError(`The output "${outputs[similarityAt].name}" has other rows than "${name}".`);
  return { ids, similarities, width };
}
