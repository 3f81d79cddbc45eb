import type { KnownVectors } from '@reckit/embedding';
import { BadTrainingRun } from '../../run/errors';
import { doesNotFit, type InitialVersion } from '../../run/init/initial-version';

/**
 * The vectors of a version, by their ids; null where a training begins with nothing. What tells each word from those by
 * chance is in no package: it begins at 0 and is learnt again beside vectors that are there already, which moves these
 * only as far as it has come.
 *
 * @param dim - numbers in a vector of this run
 * @throws CorruptPackage, or BadTrainingRun if the vectors are of another length
 */
export async function readInitialVectors(
  initial: InitialVersion | null,
  dim: number,
): Promise<KnownVectors | null> {
  if (!initial) return null;
  const { manifest } = initial;
  const { vectors } = await initial.open(manifest.vectors ? [manifest.vectors.file] : []);
  if (!vectors) {
    throw new BadTrainingRun(
      `--init-from ${manifest.version}: the package has no vectors. Name another version, or leave out --init-from.`,
    );
  }
  if (vectors.dim !== dim) {
    throw doesNotFit(manifest, `--dim is ${dim} here and ${vectors.dim} in ${manifest.version}`);
  }
  return {
    of(word) {
      const row = vectors.ids.rowOf(word);
      return row < 0 ? null : vectors.rows.subarray(row * dim, (row + 1) * dim);
    },
  };
}
