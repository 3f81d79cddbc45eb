import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createVectorFile,
  neighboursOf as neighboursOfArcs,
  newUnfinishedFile,
  promote,
  sha256Of,
  writeNeighbours,
  writePackage,
  type FileOnDisk,
  type PackageVectors,
  type SignatureEntry,
  type Similarity,
} from '@reckit/artifacts';
import { formatFeatureMeta, type Feature, type FeatureSpec, type SeenValues } from '@reckit/features';
import { encodeModel, type GraphBuilder } from '@reckit/onnx';

/** One signature of a package that a test makes. */
export interface MadeSignature {
  readonly features: readonly Feature[];
  /** What its training data had of them. @default nothing is told of it */
  readonly seen?: ReadonlyMap<string, SeenValues>;
  /** Null for one that takes the ids of vectors. */
  readonly graph: GraphBuilder | null;
  readonly outputs: SignatureEntry['outputs'];
  readonly checks: SignatureEntry['checks'];
}

/** The vectors of a package that a test makes. */
export interface MadeVectors {
  /** What encodes them; null where nothing does. */
  readonly itemsOf: string | null;
  readonly queriesOf: string;
  readonly similarity: Similarity;
  /** By their ids, in the order of the file. */
  readonly vectors: Readonly<Record<string, readonly number[]>>;
  /** Which of them an edge joins. @default the package does not tell */
  readonly edges?: readonly (readonly [string, string])[];
}

/** The version of made packages. */
export const MADE_VERSION = 'v1.0.0';

/** Writes packages into model directories of their own, which go after the last test of the file. */
export function madePackages(): (
  model: string,
  signatures: Readonly<Record<string, MadeSignature>>,
  vectors?: MadeVectors,
) => Promise<string> {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return async (model, signatures, vectors) => {
    const modelDir = mkdtempSync(path.join(tmpdir(), 'reckit-made-'));
    made.push(modelDir);
    await writeMadePackage(modelDir, model, signatures, { vectors });
    await promote(modelDir, model, MADE_VERSION);
    return modelDir;
  };
}

/** Writes a package into a model directory, and makes it the current version of nothing. */
export async function writeMadePackage(
  modelDir: string,
  model: string,
  signatures: Readonly<Record<string, MadeSignature>>,
  { vectors, version = MADE_VERSION }: { readonly vectors?: MadeVectors; readonly version?: string } = {},
): Promise<void> {
  const createdAt = '2026-01-01T00:00:00.000Z';
  const entries = Object.entries(signatures);
  const graphs = entries.flatMap(([name, { graph }]) =>
    graph ? [[`${name}.onnx`, encodeModel(graph.build())] as const] : [],
  );
  const files = Object.fromEntries<string | Uint8Array>([
    ...graphs,
    ...entries.map(
      ([name, described]) => [`${name}_features.json`, metaOf(described, model, createdAt)] as const,
    ),
  ]);
  await writePackage(modelDir, {
    manifest: {
      model,
      version,
      kind: model,
      created_at: createdAt,
      features: [],
      training: {},
      data: {},
      seeds: {},
      metrics: {},
      signatures: entries.map(([name, { graph, outputs, checks }]) => ({
        name,
        ...(graph && { graph: `${name}.onnx` }),
        features: `${name}_features.json`,
        outputs,
        checks,
      })),
    },
    files,
    ...(vectors && {
      vectors: await vectorsOf(vectors, await newUnfinishedFile(modelDir, model, version), files),
    }),
    ...(vectors?.edges && {
      neighbours: await neighboursOf(vectors, await newUnfinishedFile(modelDir, model, version)),
    }),
  });
}

async function neighboursOf({ vectors, edges = [] }: MadeVectors, from: string): Promise<FileOnDisk> {
  const rows = new Map(Object.keys(vectors).map((id, row) => [id, row]));
  const rowOf = (id: string): number => rows.get(id) ?? NaN;
  const neighbours = neighboursOfArcs(rows.size, take => {
    for (const [one, other] of edges) take(rowOf(one), rowOf(other));
  });
  await writeNeighbours(from, neighbours);
  return { from };
}

async function vectorsOf(
  { itemsOf, queriesOf, similarity, vectors }: MadeVectors,
  from: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<PackageVectors> {
  const rows = Object.values(vectors);
  const encodedBy = itemsOf === null ? undefined : sha256Of(Buffer.from(files[`${itemsOf}.onnx`]));
  const file = await createVectorFile(from, { dim: rows[0].length, similarity, encodedBy });
  await file.append(Object.keys(vectors), Float32Array.from(rows.flat()));
  await file.close();
  return { from, ...(itemsOf !== null && { itemsOf }), queriesOf };
}

function metaOf(
  { features, seen }: Pick<MadeSignature, 'features' | 'seen'>,
  model: string,
  createdAt: string,
): string {
  const spec: FeatureSpec = { features, rawPrecision: 'float32', scaledBy: 'host' };
  return formatFeatureMeta({
    spec,
    ...(seen && { seen }),
    labelColumn: 'label',
    modelVersion: MADE_VERSION,
    modelType: model,
    createdAt,
  });
}
