import type { Metrics } from '../report/shown-metrics';
import { BadTrainingRun } from '../run/errors';

/**
 * Chooses by which metric the trainings of a model are compared.
 *
 * @param asked - by the user
 * @param usual - the first of these that there is
 * @throws BadTrainingRun if there is none of them
 */
export function metricOf(metrics: Metrics, asked: string | undefined, usual: readonly string[]): string {
  const found = (asked === undefined ? usual : [asked]).find(name => name in metrics);
  if (found !== undefined) return found;
  const names = Object.keys(metrics).join(', ') || 'none';
  throw new BadTrainingRun(
    `The training gives no metric ${asked ?? usual.join(' or ')}; there are ${names}. Name one of them with --metric.`,
  );
}
