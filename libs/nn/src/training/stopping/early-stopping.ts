import type { StoppingState } from '../progress';

/** When to stop a training that gets no better. */
export interface EarlyStoppingOptions {
  /** The metric of `validate` that counts. */
  readonly metric: string;
  /** Whether less or more of it is better. */
  readonly mode: 'min' | 'max';
  /** Evaluations without a gain after which to stop. */
  readonly patience: number;
  /** A smaller gain is none. @default 0 */
  readonly minDelta?: number;
}

/**
 * The state after an evaluation. An equal score is no gain, nor is none at all; the first evaluation with a
 * score is the best so far.
 *
 * @param before - null before the first evaluation with a score
 * @param epoch - epochs trained so far
 */
export function afterEvaluation(
  { mode, minDelta = 0 }: EarlyStoppingOptions,
  before: StoppingState | null,
  epoch: number,
  score: number | null,
): StoppingState | null {
  if (score === null) {
    return before && { ...before, evaluationsWithoutGain: before.evaluationsWithoutGain + 1 };
  }
  const gain = before === null ? Infinity : (mode === 'max' ? 1 : -1) * (score - before.bestScore);
  return before === null || gain > minDelta
    ? { bestEpoch: epoch, bestScore: score, evaluationsWithoutGain: 0 }
    : { ...before, evaluationsWithoutGain: before.evaluationsWithoutGain + 1 };
}
