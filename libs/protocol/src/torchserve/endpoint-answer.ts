import type { AnsweredOutput, OutputValues } from '../answered-output';
import { asciiString } from '../entries/ascii-string';
import { encodeVectors } from '../entries/encode-vectors';
import { idList, neighboursOf, similarityList } from '../entries/neighbours';
import { numbersOf } from '../entries/output-values';
import { InternalError } from '../errors';

/**
 * The answer of an endpoint with the embedding of one row: `{"<key>": [number, …]}`, JSON text in ASCII.
 *
 * @param key - what the endpoint calls it: `user_embedding`, …
 * @throws InternalError if the model answers no embedding, or a number is not finite
 */
export function encodeEmbeddingAnswer(
  key: string,
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
): string {
  const at = outputs.findIndex(({ role }) => role === 'embedding');
  if (at < 0) throw new InternalError('The model answers no embedding.');
  return `{${asciiString(key)}:${encodeVectors(outputs[at], numbersOf(outputs[at], values[at]), 'flat')}}`;
}

/**
 * The answer of a recall of one row: `{"item_ids": ["…"], "scores": [number, …]}`, both of the same length and empty
 * where the model knows no neighbours. JSON text in ASCII.
 *
 * @param topK - how many neighbours at most
 * @throws InternalError if the model answers no neighbours with similarities, or one of them is not finite
 */
export function encodeRecallAnswer(
  topK: number,
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
): string {
  const neighbours = neighboursOf(outputs, values);
  if (!neighbours?.similarities)
    throw new InternalError('The model answers no neighbours with similarities.');
  const { ids, similarities, width } = neighbours;
  const count = Math.min(topK, width);
  return `{"item_ids":${idList(ids, 0, count)},"scores":${similarityList(similarities, ids, 0, count)}}`;
}
