import path from 'node:path';
import { CorruptPackage, openPackage, parseVectors, VECTORS_FILE, type IdTable } from '@reckit/artifacts';
import { unitRows } from '@reckit/evaluation';
import type { OpenVersion } from '../open-version';

/** What a version searches among: its own vectors, by their ids. */
export interface PackagedVectors {
  readonly ids: IdTable;
  readonly dim: number;
  /** As they are compared: where that is by the cosine, each of length 1, [ids.count, dim]. */
  readonly rows: Float32Array;
}

/**
 * The vectors of a version.
 *
 * @param file - another file of its package. @default that which it serves
 * @throws CorruptPackage, MissingModel
 */
export async function packagedVectors(
  { dir, manifest: { model, vectors: served } }: OpenVersion,
  file = served?.file ?? VECTORS_FILE,
): Promise<PackagedVectors> {
  const opened = await openPackage(dir, model, [file]);
  const bytes = opened.file(file);
  if (bytes === null) throw new CorruptPackage(`${dir} has no ${file}: train it again.`);
  const { ids, dim, rows, similarity } = opened.vectors ?? parseVectors(bytes, path.join(dir, file));
  return { ids, dim, rows: similarity === 'cosine' ? unitRows(rows, dim) : rows };
}
