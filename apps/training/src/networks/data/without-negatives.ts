import type { NegativeShareFlag } from '../../negatives/negative-share-flag';
import { sampleNegatives, type SampledNegatives } from '../../negatives/sample-negatives';
import type { Task } from '../tasks/tasks';
import type { TabularData } from './tabular-data';

/**
 * Data of which a share of the negative rows is trained on; vocabularies and scaling stay those of all.
 *
 * @throws BadTrainingRun where none of these rows would be left
 */
export function withoutNegatives(
  data: TabularData,
  { label }: Pick<Task, 'label'>,
  { negativeShare, seed }: NegativeShareFlag & { readonly seed: number },
): { readonly data: TabularData; readonly negatives: SampledNegatives | null } {
  if (negativeShare === undefined) return { data, negatives: null };
  const labels = data.targets.get(label) ?? new Float32Array();
  const negatives = sampleNegatives(data.split.train, labels, negativeShare, seed);
  return { data: { ...data, split: { ...data.split, train: negatives.rows } }, negatives };
}
