import { gatherJoined, gatherValues, type Meeting } from '@reckit/collective';

/** Rows that a model is measured on, and what it says of them. */
export interface MeasuredRows {
  readonly scores: Float32Array;
  readonly labels: Float32Array;
  /** Absent where all count alike. */
  readonly weights?: Float32Array;
}

/** The rows of all processes, those of the first ones first. */
export async function measuredOfAll(
  own: MeasuredRows,
  { isEmpty = false }: { readonly isEmpty?: boolean },
  meeting: Meeting,
): Promise<MeasuredRows> {
  const gathered = (values: Float32Array): Promise<Float32Array> =>
    gatherJoined(meeting, isEmpty ? new Float32Array() : values, Float32Array);
  const { scores, labels, weights } = own;
  const all = { scores: await gathered(scores), labels: await gathered(labels) };
  const areWeighted = await gatherValues(meeting, weights !== undefined && !isEmpty);
  if (!areWeighted.includes(true)) return all;
  return { ...all, weights: await gathered(weights ?? new Float32Array(labels.length).fill(1)) };
}
