import type { TunedTrial } from './tuned-trial';

/** From where to where the metric of trials goes. */
export function metricSpan(trials: readonly TunedTrial[]): readonly [low: number, high: number] {
  const values = trials.flatMap(({ measured }) => measured.map(({ value }) => value));
  return values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
}
