/** What these measure is better the less there is of it. */
const LOWER_IS_BETTER = /(^|_)(loss|log_loss|normalized_entropy|brier|mae|rmse|mse)(_constant)?$/;

/** Whether more or less of a metric of a manifest is better. */
export function betterOf(metric: string): 'higher' | 'lower' {
  return LOWER_IS_BETTER.test(metric) ? 'lower' : 'higher';
}
