import type { TrainingData } from '@reckit/training-data';
import type { OpenVersion } from '../score/open-version';

/**
 * Whether a version was trained on rows of these data, as far as that can be told: of two conditions that differ nobody
 * knows whether they take the same rows.
 */
export function isTrainedOn(
  { manifest: { data } }: Pick<OpenVersion, 'manifest'>,
  sha256: string,
  { options: { where } }: TrainingData,
): boolean {
  const trainedWhere = data['where'];
  const areApart = trainedWhere !== undefined && where !== undefined && trainedWhere !== where;
  return data['sha256'] === sha256 && !areApart;
}
