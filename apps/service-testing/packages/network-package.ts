import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promote, soleSignature, writePackage } from '@reckit/artifacts';
import { formatFeatureMeta, type FeatureSpec } from '@reckit/features';
import { encodeModel, GraphBuilder } from '@reckit/onnx';

/** A small network with a feature of every kind, and answers that a reader can add up. */
export interface NetworkPackage {
  /** The model's name. */
  readonly model: string;
  readonly version: string;
  /** Output i is (i + 1) times the sum of what the features of a row contribute. */
  readonly outputs: readonly string[];
  /** How many numbers a row has in an output: the first is the output's, number j is j times that. @default 1 */
  readonly widths?: Readonly<Record<string, number>>;
  /** Rows of a table that nothing reads from but a row of zeros; makes the file as large as wanted. @default 1 */
  readonly ballastRows?: number;
}

/** What a value contributes; the first entry is for values that are not in the vocabulary. */
export const CATEGORY_VALUES = { unknown: 0.5, books: 10, games: 20 } as const;
export const EVENT_VALUES = { unknown: 100, a: 200, b: 300 } as const;

const SPEC: FeatureSpec = {
  features: [
    { kind: 'numeric', name: 'item_ctr', default: 0.25 },
    {
      kind: 'categorical',
      name: 'item_category',
      coding: { kind: 'vocabulary', minCount: 1, values: ['books', 'games'] },
      default: null,
    },
    {
      kind: 'sequence',
      name: 'user_history',
      coding: { kind: 'vocabulary', minCount: 1, values: ['a', 'b'] },
      maxLength: 3,
      pooling: 'sum',
      separator: ' ',
    },
  ],
  rawPrecision: 'float32',
  scaledBy: 'host',
};
const WIDTH = 5;

/** Writes packages into model directories of their own, which go after the last test of the file. */
export function networkPackages(): (content: NetworkPackage) => Promise<string> {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return async content => {
    const modelDir = mkdtempSync(path.join(tmpdir(), 'reckit-network-'));
    made.push(modelDir);
    await addNetworkPackage(modelDir, content);
    await promote(modelDir, content.model, content.version);
    return modelDir;
  };
}

export async function addNetworkPackage(modelDir: string, content: NetworkPackage): Promise<void> {
  const { model, version, outputs, widths } = content;
  const createdAt = '2026-01-01T00:00:00.000Z';
  const row = { item_ctr: 1, item_category: 'games', user_history: ['a', 'b'] };
  const sum = row.item_ctr + CATEGORY_VALUES.games + EVENT_VALUES.a + EVENT_VALUES.b;
  await writePackage(modelDir, {
    manifest: {
      model,
      version,
      kind: 'network',
      created_at: createdAt,
      features: [],
      training: {},
      data: {},
      seeds: {},
      metrics: {},
      signatures: [
        soleSignature(
          model,
          outputs.map(name => ({ name, role: outputs.length === 1 ? 'score' : 'task' })),
          {
            rows: [row],
            outputs: Object.fromEntries(
              outputs.map((name, i) => [
                name,
                multiples(widths?.[name]).map(multiple => multiple * (i + 1) * sum),
              ]),
            ),
            tolerance: { relative: 1e-6, absolute: 0 },
          },
        ),
      ],
    },
    files: {
      'model.onnx': networkGraph(content),
      'feature_meta.json': formatFeatureMeta({
        spec: SPEC,
        labelColumn: 'label',
        modelVersion: version,
        modelType: model,
        createdAt,
      }),
    },
  });
}

/** 1, 2, … up to the width of an output. */
function multiples(width = 1): number[] {
  return Array.from({ length: width }, (_, i) => i + 1);
}

function networkGraph({ model, outputs, widths, ballastRows = 1 }: NetworkPackage): Uint8Array {
  const graph = new GraphBuilder(model);
  const features = graph.input('features', 'float', ['rows', WIDTH]);
  const floats = (...values: number[]): string =>
    graph.constant({ type: 'float', shape: [values.length], values: Float32Array.from(values) });
  const whole = (...values: number[]): string =>
    graph.constant({ type: 'int64', shape: [values.length], values: BigInt64Array.from(values, BigInt) });
  const columns = (start: number, end: number): string =>
    graph.node('Slice', [features, whole(start), whole(end), whole(1)]);
  const rowIds = (value: string): string =>
    graph.node('Cast', [value], { attributes: { to: { kind: 'int', value: 7 } } });

  const category = graph.node('Gather', [floats(...Object.values(CATEGORY_VALUES)), rowIds(columns(1, 2))]);
  // Row 0 is what is not there: the id -1.
  const shifted = graph.node('Add', [columns(2, WIDTH), floats(1)]);
  const events = graph.node('Gather', [floats(0, ...Object.values(EVENT_VALUES)), rowIds(shifted)]);
  const ballast = graph.constant({
    type: 'float',
    shape: [ballastRows, 1],
    values: new Float32Array(ballastRows),
  });
  const parts = [columns(0, 1), category, events, graph.node('Gather', [ballast, whole(0)])];
  const sum = parts
    .map(part =>
      graph.node('ReduceSum', [part, whole(1)], { attributes: { keepdims: { kind: 'int', value: 0 } } }),
    )
    .reduce((total, part) => graph.node('Add', [total, part]));
  outputs.forEach((name, i) => {
    const width = widths?.[name] ?? 1;
    const numbers = width === 1 ? sum : graph.node('Unsqueeze', [sum, whole(1)]);
    graph.node('Mul', [numbers, floats(...multiples(width).map(multiple => multiple * (i + 1)))], {
      outputs: [name],
    });
    graph.output(name, 'float', width === 1 ? ['rows'] : ['rows', width]);
  });
  return encodeModel(graph.build());
}
