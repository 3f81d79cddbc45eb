import type { ModelOutput, Outputs, Signature } from '@reckit/inference';
import { encodeNamedScores, encodeScores, InternalError } from '@reckit/protocol';

/**
 * The entries of an answer, one a row, as a JSON list in ASCII: the value of the only score, or else an object with
 * what every output says under its name.
 *
 * @throws InternalError if a number is not finite
 */
export function encodeEntries(outputs: readonly ModelOutput[], values: Outputs): string {
  const numbers = values.filter(value => value instanceof Float32Array);
  if (numbers.length < values.length)
    throw new InternalError('The model answers texts, which are no scores.');
  return isBare(outputs) ? encodeScores(numbers[0], outputs[0].width) : encodeNamedScores(outputs, numbers);
}

/** What `POST /predict` calls the list that it also answers as `predictions`; null where it has no other name. */
export function listNameOf({ outputs }: Pick<Signature, 'outputs'>): 'scores' | 'scores_list' | null {
  if (!outputs.every(({ role }) => role === 'score' || role === 'task')) return null;
  return isBare(outputs) ? 'scores' : 'scores_list';
}

/** Whether an entry is the value itself, without a name. */
export function isBare(outputs: readonly ModelOutput[]): boolean {
  return outputs.length === 1 && outputs[0].role === 'score';
}
