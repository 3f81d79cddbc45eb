import { lookupSignature } from '../src/manifest';
import { createVectorFile } from '../src/vectors/create-vector-file';
import { writeNeighbours } from '../src/vectors/neighbour-file';
import { neighboursOf } from '../src/vectors/neighbours';
import { newUnfinishedFile, type PackageContent } from '../src/packages/write-package';
import { packageContent } from './package-content';

const MODEL = 'graph_recall';

/** Three vectors that are looked up by their ids, of a graph in which u1 and u3 are neighbours of u2. */
export async function lookupPackage(modelDir: string, version: string): Promise<PackageContent> {
  const from = await newUnfinishedFile(modelDir, MODEL, version);
  const vectors = await createVectorFile(from, { dim: 2, similarity: 'cosine' });
  await vectors.append(['u1', 'u2', 'u3'], Float32Array.of(1, 0, 0, 1, 1, 1));
  await vectors.close();
  const neighbours = await newUnfinishedFile(modelDir, MODEL, version);
  await writeNeighbours(
    neighbours,
    neighboursOf(3, take => {
      take(0, 1);
      take(2, 1);
    }),
  );
  const checks = {
    rows: [{ user_id: 'u1' }],
    outputs: { scores: [Math.SQRT1_2, 0] },
    ids: { item_ids: ['u3', 'u2'] },
    tolerance: { relative: 1e-5, absolute: 1e-6 },
  };
  const content = packageContent(
    version,
    { 'feature_meta.json': '{}' },
    { model: MODEL, kind: 'node2vec', signatures: [lookupSignature(MODEL, checks)] },
  );
  return { ...content, vectors: { from, queriesOf: MODEL }, neighbours: { from: neighbours } };
}
