import { deviation, mean } from '../statistics';
import type { QualityData } from './quality-data';
import type { QualityOption } from './quality-options';

/** What trainings of one kind reached on the data of one shape, seed by seed. */
export interface QualityResult {
  readonly title: string;
  /** Null for a peer. */
  readonly option: QualityOption | null;
  readonly data: QualityData;
  readonly auc: readonly number[];
  readonly logLoss: readonly number[];
}

/** AUC and log loss, mean and deviation. */
export function shownResult({ auc, logLoss }: Pick<QualityResult, 'auc' | 'logLoss'>): string {
  return [auc, logLoss]
    .map(values => `${mean(values).toFixed(4)} ± ${deviation(values).toFixed(4)}`)
    .join(' / ');
}
