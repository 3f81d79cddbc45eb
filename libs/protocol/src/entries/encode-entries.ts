import type { AnsweredOutput, OutputValues } from '../answered-output';
import { encodeNamedEntries } from './encode-named-entries';
import { encodeScores } from './encode-scores';
import { encodeVectors } from './encode-vectors';
import { encodeIds } from './neighbours';
import { numbersOf, textsOf } from './output-values';

/** Where protocols write the same answer in different ways. */
export interface EntryForm {
  /** The answer to a request of one row that is an embedding: a list that holds the vector, or the vector itself. */
  readonly singleEmbedding: 'nested' | 'flat';
  /** Neighbours with their similarities: the ids alone, or an object with both under the names of the outputs. */
  readonly neighbours: 'ids' | 'named';
}

/**
 * The entries of an answer, one a row, as JSON text in ASCII: a bare score, a vector or a list of ids where the model
 * answers one thing, and an object by the names of the outputs where it answers several or has tasks.
 *
 * @param values - those of all rows of each output, row-major [rows, width]
 * @throws InternalError if a number is not finite, which JSON cannot say, or the outputs have not the same rows
 */
export function encodeEntries(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  form: EntryForm,
): string {
  const only = outputs.length === 1 ? 0 : indexOfIdsAlone(outputs, form);
  if (only < 0) return encodeNamedEntries(outputs, values);
  const output = outputs[only];
  switch (output.role) {
    case 'score':
      return encodeScores(numbersOf(output, values[only]), output.width);
    case 'task':
      return encodeNamedEntries(outputs, values);
    case 'embedding':
      return encodeVectors(output, numbersOf(output, values[only]), form.singleEmbedding);
    case 'similarity':
      return encodeVectors(output, numbersOf(output, values[only]));
    case 'ids':
      return encodeIds(textsOf(output, values[only]), output.width);
  }
}

/** Which output has the ids of neighbours that are answered without their similarities; -1 if none is. */
function indexOfIdsAlone(outputs: readonly AnsweredOutput[], { neighbours }: EntryForm): number {
  const isOfNeighbours = outputs.every(({ role }) => role === 'ids' || role === 'similarity');
  return neighbours === 'ids' && isOfNeighbours ? outputs.findIndex(({ role }) => role === 'ids') : -1;
}
