import path from 'node:path';
import { openVectorFile, type Manifest } from '@reckit/artifacts';
import { BadTrainingRun } from '../../run/errors';
import type { VectorSource } from './vector-source';

/** A megabyte or so at a time. */
const BATCH_FLOATS = 256 * 1024;

/**
 * The vectors that a package holds.
 *
 * @param dir - the folder of the package, whose files are verified
 * @throws BadTrainingRun if it holds none
 */
export async function packagedVectors(dir: string, { vectors }: Manifest): Promise<VectorSource> {
  if (!vectors) {
    throw new BadTrainingRun(
      `${dir} holds no vectors: name the items to encode with --items, or train it again.`,
    );
  }
  const file = await openVectorFile(path.join(dir, vectors.file));
  const { dim, count, similarity, ids } = file;
  const step = Math.max(1, Math.floor(BATCH_FLOATS / dim));
  return {
    dim,
    count,
    similarity,
    origin: `the vectors of ${vectors.items_of ?? vectors.queries_of} in the package`,
    async each(take) {
      for (let first = 0; first < count; first += step) {
        const some = Math.min(step, count - first);
        const rows = await file.rows(first, some);
        await take({ ids: Array.from({ length: some }, (_, i) => ids.at(first + i)), rows });
      }
    },
    close: () => file.close(),
  };
}
