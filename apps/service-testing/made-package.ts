import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promote, writePackage, type SignatureEntry } from '@reckit/artifacts';
import { formatFeatureMeta, type Feature, type FeatureSpec, type SeenValues } from '@reckit/features';
import type { FlatLayout } from '@reckit/inference';
import { encodeModel, type GraphBuilder } from '@reckit/onnx';

/** One signature of a package that a test makes. */
export interface MadeSignature {
  readonly features: readonly Feature[];
  /** What its training data had of them. @default nothing is told of it */
  readonly seen?: ReadonlyMap<string, SeenValues>;
  readonly graph: GraphBuilder;
  readonly outputs: SignatureEntry['outputs'];
  readonly checks: SignatureEntry['checks'];
}

/** The version of made packages. */
export const MADE_VERSION = 'v1.0.0';

/** For models that are never served from a flat directory. */
export const NO_FLAT_LAYOUT: FlatLayout = {
  modelFiles: ['none.json'],
  metaFile: 'none_meta.json',
  scalerFile: 'none_scaler.json',
  read: () => Promise.reject(new Error('There is no such directory.')),
};

/** Writes packages into model directories of their own, which go after the last test of the file. */
export function madePackages(): (
  model: string,
  signatures: Readonly<Record<string, MadeSignature>>,
) => Promise<string> {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return async (model, signatures) => {
    const modelDir = mkdtempSync(path.join(tmpdir(), 'reckit-made-'));
    made.push(modelDir);
    await writeMadePackage(modelDir, model, signatures);
    await promote(modelDir, model, MADE_VERSION);
    return modelDir;
  };
}

async function writeMadePackage(
  modelDir: string,
  model: string,
  signatures: Readonly<Record<string, MadeSignature>>,
): Promise<void> {
  const createdAt = '2026-01-01T00:00:00.000Z';
  const entries = Object.entries(signatures);
  const files = entries.flatMap(([name, { graph, ...described }]) => [
    [`${name}.onnx`, encodeModel(graph.build())] as const,
    [`${name}_features.json`, metaOf(described, model, createdAt)] as const,
  ]);
  await writePackage(modelDir, {
    manifest: {
      model,
      version: MADE_VERSION,
      kind: model,
      created_at: createdAt,
      features: [],
      training: {},
      data: {},
      seeds: {},
      metrics: {},
      signatures: entries.map(([name, { outputs, checks }]) => ({
        name,
        graph: `${name}.onnx`,
        features: `${name}_features.json`,
        outputs,
        checks,
      })),
    },
    files: Object.fromEntries(files),
  });
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
