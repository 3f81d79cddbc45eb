import path from 'node:path';
import { openVectorFile, verifyPackage, type VectorFile } from '@reckit/artifacts';
import { nearName } from '@reckit/data';
import { unitVector } from '@reckit/evaluation';
import { canonicalText } from '@reckit/features';
import { quoted } from '@reckit/messages';
import { BadTrainingRun } from '../../run/errors';
import { versionToRead } from '../../versions/version-to-read';
import { NearestRows } from '../nearest/nearest-rows';

export interface MostSimilarFlags {
  readonly modelDir: string;
  readonly version?: string;
  readonly topK: number;
  readonly negative: readonly string[];
}

/** What `most-similar --json` prints. */
export interface MostSimilar {
  readonly model: string;
  readonly version: string;
  readonly ids: readonly string[];
  readonly negative: readonly string[];
  /** The nearest first, by the cosine. */
  readonly found: readonly { readonly id: string; readonly similarity: number }[];
}

/** A megabyte or so at a time. */
const BLOCK_FLOATS = 256 * 1024;
/** Among more ids nobody wants to wait for one that is spelt alike. */
const MOST_SPELT = 200_000;

/**
 * The ids of a package whose vectors are nearest to those of some ids together, less those of others: each counts with
 * the length 1. None of these is found.
 *
 * @throws MissingModel, CorruptPackage; BadTrainingRun for an id that is not there
 */
export async function mostSimilar(
  model: string,
  ids: readonly string[],
  { modelDir, version: asked, topK, negative }: MostSimilarFlags,
): Promise<MostSimilar> {
  const version = await versionToRead(modelDir, model, asked);
  const dir = path.join(modelDir, model, version);
  const { vectors } = await verifyPackage(dir, model);
  if (!vectors) throw new BadTrainingRun(`${dir} holds no vectors, so nothing is near anything there.`);
  const file = await openVectorFile(path.join(dir, vectors.file));
  try {
    const rows = ids.map(id => rowOf(file, id, dir));
    const others = negative.map(id => rowOf(file, id, dir));
    const query = await sumOf(file, rows, others);
    const nearest = new NearestRows(query, topK, new Set([...rows, ...others]));
    const step = Math.max(1, Math.floor(BLOCK_FLOATS / file.dim));
    for (let first = 0; first < file.count; first += step) {
      nearest.offer(first, await file.rows(first, Math.min(step, file.count - first)));
    }
    const found = nearest.found().map(({ row, similarity }) => ({ id: file.ids.at(row), similarity }));
    return { model, version, ids, negative, found };
  } finally {
    await file.close();
  }
}

/** An id is known as it is typed, or as a file of data would have it. */
function rowOf({ ids, count }: VectorFile, id: string, dir: string): number {
  const row = ids.rowOf(id);
  if (row >= 0) return row;
  const canonical = ids.rowOf(canonicalText(id));
  if (canonical >= 0) return canonical;
  const names = count <= MOST_SPELT ? Array.from({ length: count }, (_, i) => ids.at(i)) : [];
  const near = names.length > 0 ? nearName(id, names) : undefined;
  const guess = near === undefined ? '' : ` Did you mean ${quoted(near)}?`;
  throw new BadTrainingRun(`${dir} has no vector of ${quoted(id)}, among ${count}.${guess}`);
}

async function sumOf(
  file: VectorFile,
  rows: readonly number[],
  others: readonly number[],
): Promise<Float64Array> {
  const sum = new Float64Array(file.dim);
  const add = async (row: number, sign: 1 | -1): Promise<void> => {
    const unit = unitVector(await file.rows(row, 1));
    for (let i = 0; i < sum.length; i++) sum[i] += sign * unit[i];
  };
  for (const row of rows) await add(row, 1);
  for (const row of others) await add(row, -1);
  if (sum.some(value => value !== 0)) return sum;
  throw new BadTrainingRun(
    'These vectors cancel each other out, and nothing is left to be near to. Name other ids.',
  );
}
