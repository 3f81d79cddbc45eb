import type { AnsweredOutput, OutputValues } from '../answered-output';
import { encodeColumns } from '../entries/encode-columns';
import { encodeEntries, type EntryForm } from '../entries/encode-entries';
import type { PredictShape } from './read-predict-request';

/**
 * The body of an answer: `{"predictions": [entry, …]}`, one a row, or `{"outputs": …}` by columns. Of a model with
 * one output the values stand bare, of one with several in an object by their names.
 *
 * @param values - those of all rows of each output, row-major [rows, width]
 * @param singleEmbedding - whether the only row's embedding is `predictions` itself
 * @returns JSON text in ASCII
 * @throws InternalError if a number is not finite, which JSON cannot say
 */
export function encodePredictAnswer(
  shape: PredictShape,
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  singleEmbedding: EntryForm['singleEmbedding'],
): string {
  return shape === 'outputs'
    ? `{"outputs":${encodeColumns(outputs, values)}}`
    : `{"predictions":${encodeEntries(outputs, values, { singleEmbedding, neighbours: 'named' })}}`;
}
