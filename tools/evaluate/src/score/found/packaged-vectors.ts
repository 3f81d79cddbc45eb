import { CorruptPackage, openPackage, parseVectors, VECTORS_FILE, type IdTable } from '@reckit/artifacts';
import { unitRows } from '@reckit/evaluation';
import path from 'node:path';
import type { OpenVersion } from '../open-version';

/** What a version searches among: its own vectors, by their ids. */
export interface PackagedVectors {
  readonly ids: IdTable;
  readonly dim: number;
  /** As they are compared: where that is by the cosine, each of length 1, [ids.count, dim]. */
  readonly rows: Float32Array;
}

/** The vectors of a version, those that it serves or those of another file of its package. @throws CorruptPackage, MissingModel */
export async function packagedVectors(
  { dir, manifest: { model } }: OpenVersion,
  file = VECTORS_FILE,
): Promise<PackagedVectors> {
  const bytes = (await openPackage(dir, model, [file])).file(file);
  if (bytes === null) throw new CorruptPackage(`${dir} has no ${file}: train it again.`);
  // What opens a package has parsed its own vectors from these bytes, which are read and not changed.
  const { ids, dim, rows, similarity } = parseVectors(bytes, path.join(dir, file));
  return { ids, dim, rows: similarity === 'cosine' ? unitRows(rows, dim) : rows };
}
