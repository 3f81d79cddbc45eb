/** Metric values of one data set after one round, by metric, in the order of the parameters. */
export type MetricValues = ReadonlyMap<string, number>;

/**
 * Reads what XGBoost writes about a round: `[7]\ttrain-auc:0.9\ttrain-logloss:0.2\tvalidation-auc:0.8`.
 * The set's name ends at the first `-`, the metric's (which may hold `:`) at the last `:`.
 */
export function parseEvaluation(line: string): Map<string, MetricValues> {
  const sets = new Map<string, Map<string, number>>();
  for (const entry of line.trim().split('\t').slice(1)) {
    const dash = entry.indexOf('-');
    const colon = entry.lastIndexOf(':');
    const set = entry.slice(0, dash);
    const metrics = sets.get(set) ?? new Map<string, number>();
    metrics.set(entry.slice(dash + 1, colon), readNumber(entry.slice(colon + 1)));
    sets.set(set, metrics);
  }
  return sets;
}

/** C++ prints infinities as `inf` and `-inf`. */
function readNumber(text: string): number {
  return Number(text.replace('inf', 'Infinity'));
}
