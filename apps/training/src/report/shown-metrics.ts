import type { ReportedMetric } from '@reckit/evaluation';

/** Metrics by the names that the manifest uses; null where one is not defined. */
export type Metrics = Record<string, number | null>;

/** As people write them, in the order in which they are shown. */
const SHOWN_NAMES: Readonly<Record<string, string>> = {
  auc: 'AUC',
  gauc: 'GAUC',
  log_loss: 'log loss',
  normalized_entropy: 'normalised entropy',
  average_precision: 'average precision',
  brier: 'Brier score',
  accuracy: 'accuracy',
  mae: 'MAE',
  rmse: 'RMSE',
  r2: 'R²',
  mrr: 'MRR',
  ndcg: 'NDCG',
};
/** Of a rare event the accuracy of any model is close to 1, so that it is no headline. */
const HEADLINES = ['auc', 'gauc', 'log_loss', 'mae', 'rmse'];
const CONSTANT = '_constant';

/**
 * Metrics for a table, each with that of the constant beside it where there is one.
 *
 * @param part - the rows that they were measured on
 */
export function reportedMetrics(
  metrics: Metrics,
  part: 'validation' | 'training' = 'validation',
): ReportedMetric[] {
  return namesOf(metrics).map(name => {
    const constant = metrics[`${name}${CONSTANT}`];
    return {
      name: SHOWN_NAMES[name] ?? name,
      [part]: metrics[name],
      ...(constant !== undefined && { constant }),
    };
  });
}

/** A metric as people write it. @param name - as the manifest has it */
export function shownMetric(name: string): string {
  return SHOWN_NAMES[name] ?? name.replaceAll('_', ' ');
}

/** The metrics that say most in a line, that of the constant behind the model's own. */
export function describeMetrics(metrics: Metrics): string {
  const shown = (value: number | null | undefined) => value?.toPrecision(4) ?? 'undefined';
  return namesOf(metrics)
    .filter(name => HEADLINES.includes(name))
    .map(name => {
      const constant = metrics[`${name}${CONSTANT}`];
      const beside = constant === undefined ? '' : ` (constant ${shown(constant)})`;
      return `${SHOWN_NAMES[name]} ${shown(metrics[name])}${beside}`;
    })
    .join(', ');
}

function namesOf(metrics: Metrics): string[] {
  const order = Object.keys(SHOWN_NAMES);
  return Object.keys(metrics)
    .filter(name => !name.endsWith(CONSTANT))
    .sort((a, b) => order.indexOf(a) - order.indexOf(b));
}
