import type { AnsweredOutput, OutputValues } from '../answered-output';
import { encodeColumns } from '../entries/encode-columns';
import { encodeEntries, type EntryForm } from '../entries/encode-entries';
import { writeColumns, writeEntries } from '../entries/write-answer';
import type { Reading } from '../json/json-outline';
import { SliceClock } from '../json/slice-clock';
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

/** As `encodePredictAnswer`, in pieces of ASCII, one after the other. It pauses when a slice is over. */
export function* writePredictAnswer(
  shape: PredictShape,
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  singleEmbedding: EntryForm['singleEmbedding'],
  clock: SliceClock = new SliceClock(),
): Reading<Buffer[]> {
  const pieces =
    shape === 'outputs'
      ? yield* writeColumns(outputs, values, clock)
      : yield* writeEntries(outputs, values, { singleEmbedding, neighbours: 'named' }, clock);
  return [Buffer.from(`{"${shape}":`), ...pieces, Buffer.from('}')];
}
