import type { TrainingData } from '@reckit/training-data';
import type { OpenVersion } from '../score/open-version';

/**
 * Whether a version was trained on rows of these data, as far as that can be told: a condition that was given to the one
 * and not to the other tells rows apart.
 */
export function isTrainedOn(
  { manifest: { data } }: Pick<OpenVersion, 'manifest'>,
  sha256: string,
  { options: { where } }: TrainingData,
): boolean {
  return data['sha256'] === sha256 && data['where'] === where;
}
