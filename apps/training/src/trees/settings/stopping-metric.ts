import { DEFAULT_PARAMETERS, type ParameterValue } from '@reckit/xgboost';
import { BadTrainingRun } from '../../run/errors';

/** What the objective is measured by. */
export const LOSS = 'loss';

/** Metrics of the manifest, by what XGBoost calls them, or one that puts the rounds in the same order. */
const XGBOOST_NAMES: Readonly<Record<string, string>> = {
  log_loss: 'logloss',
  normalized_entropy: 'logloss',
  average_precision: 'aucpr',
  accuracy: 'error',
  brier: 'rmse',
  r2: 'rmse',
};

/**
 * The metrics that rounds are measured by: XGBoost stops by the last one.
 *
 * @param asked - by the flag: the loss, a metric of the manifest, or one of XGBoost's
 * @param param - the parameters that were given
 * @returns nothing where it is as the parameters have it
 * @throws BadTrainingRun for what trees are not measured by
 */
export function evalMetrics(
  asked: string,
  param: Readonly<Record<string, string>>,
): { readonly eval_metric?: ParameterValue } {
  if (asked === LOSS) return {};
  if (asked === 'gauc') {
    throw new BadTrainingRun(
      '--early-stopping-metric gauc: trees are measured by XGBoost, which knows no users. Name auc, or leave it out.',
    );
  }
  const metric = XGBOOST_NAMES[asked] ?? asked;
  const given = param['eval_metric'] ?? ('objective' in param ? null : DEFAULT_PARAMETERS.eval_metric);
  return { eval_metric: given === null || given === metric ? metric : [given, metric] };
}
