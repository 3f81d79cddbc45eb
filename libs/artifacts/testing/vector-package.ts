import path from 'node:path';
import { soleSignature, type SignatureEntry } from '../src/manifest';
import { sha256Of } from '../src/files/sha256';
import { createVectorFile } from '../src/vectors/create-vector-file';
import { newUnfinishedFile, type PackageContent } from '../src/packages/write-package';
import { packageContent } from './package-content';

export const ITEM_GRAPH = 'the graph of items';

/** Two towers and three vectors of items, which lie in `modelDir` until they are moved into the package. */
export async function vectorPackage(
  modelDir: string,
  version: string,
  encodedBy = sha256Of(Buffer.from(ITEM_GRAPH)),
): Promise<PackageContent> {
  const from = await newUnfinishedFile(modelDir, 'xgb', version);
  const vectors = await createVectorFile(from, { dim: 2, similarity: 'inner_product', encodedBy });
  await vectors.append(['i1', 'i2', 'i3'], Float32Array.of(1, 0, 0, 1, 1, 1));
  await vectors.close();
  const tower = (name: string): SignatureEntry => ({
    ...soleSignature(name, [{ name: 'embedding', role: 'embedding' }], {
      rows: [{}],
      outputs: { embedding: [0, 0] },
      tolerance: { relative: 0, absolute: 0 },
    }),
    graph: `${name}.onnx`,
  });
  const files = { 'user.onnx': 'the graph of users', 'item.onnx': ITEM_GRAPH, 'feature_meta.json': '{}' };
  const content = packageContent(version, files, { signatures: [tower('user'), tower('item')] });
  return { ...content, vectors: { from, itemsOf: 'item', queriesOf: 'user' } };
}

export const vectorsOf = (dir: string): string => path.join(dir, 'item_vectors.bin');
