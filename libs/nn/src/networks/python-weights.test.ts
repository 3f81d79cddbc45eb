import { readFileSync } from 'node:fs';
import path from 'node:path';
import { numericFeatures, RANKING_FEATURES, type FeatureSpec } from '@reckit/features';
import * as z from 'zod';
import { openEagerEngine } from '../engines/eager-engine';
import type { Network } from '../network';
import { tabularLayout } from '../tabular/tabular-layout';
import { deepFm } from './deep-fm';
import { mmoe } from './multi-task/mmoe';
import type { RegressionHead } from './multi-task/task-head';

const vector = z.array(z.number());
const matrix = z.array(vector);
const scoreSchema = z.number();
const answersSchema = z.record(z.string(), z.number());

const weightsSchema = z.object({
  config: z.record(z.string(), z.unknown()),
  scaler: z.object({ mean: z.array(z.number()), scale: z.array(z.number()) }),
  state_dict: z.record(z.string(), z.union([vector, matrix])),
});
const rowSchema = z.object({
  input: z.record(z.string(), z.number()),
  output: z.union([scoreSchema, answersSchema]),
});

/** A network of the Python system: weights by PyTorch's names, and rows with what it answered. */
function recorded(model: 'deepfm' | 'mmoe') {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(path.resolve(__dirname, `../../fixtures/python/${model}-${file}.json`), 'utf8'));
  const { scaler, state_dict } = weightsSchema.parse(read('weights'));
  const rows = z.array(rowSchema).parse(read('forward'));
  const plain = numericFeatures(RANKING_FEATURES);
  const spec: FeatureSpec = {
    ...plain,
    scaledBy: 'graph',
    features: plain.features.map((feature, i) => ({
      ...feature,
      scaling: { mean: scaler.mean[i], std: scaler.scale[i] },
    })),
  };
  return {
    layout: tabularLayout(spec),
    rows,
    numeric: Float32Array.from(rows.flatMap(({ input }) => RANKING_FEATURES.map(name => input[name]))),
    /** The values of a tensor, row-major. */
    tensor: (name: string): number[] => state_dict[name].flat(),
    /** A matrix [out, in] of PyTorch as ours, [in, out]. */
    transposed(name: string): number[] {
      const rowsOut = matrix.parse(state_dict[name]);
      return rowsOut[0].flatMap((_, column) => rowsOut.map(row => row[column]));
    },
  };
}

async function predict(
  network: Network,
  valuesOf: (parameter: string) => number[],
  numeric: Float32Array,
): Promise<Readonly<Record<string, Float32Array>>> {
  const engine = await openEagerEngine(network, { optimizer: { kind: 'sgd' }, seed: 1 }, 'cpu');
  const state = engine.read();
  for (const { name, offset, size } of network.parameters.all) {
    const values = valuesOf(name);
    expect([name, values.length]).toEqual([name, size]);
    state.parameters.set(values, offset);
  }
  engine.write(state);
  const outputs = await engine.predict({ numeric }, numeric.length / RANKING_FEATURES.length);
  await engine.close();
  return outputs;
}

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(expected)));
}

test('DeepFM with weights of PyTorch answers what PyTorch answered', async () => {
  const { layout, rows, numeric, tensor, transposed } = recorded('deepfm');
  const network = deepFm(layout, { embeddingDim: 16, deepUnits: [128, 64, 32], dropout: 0.5 });
  const features = RANKING_FEATURES.map((_, i) => i);
  const values: Record<string, () => number[]> = {
    bias: () => [tensor('bias')[0] + tensor('linear.bias')[0]],
    'linear.weights': () => transposed('linear.weight'),
    'fm_embeddings.weights': () => features.flatMap(i => tensor(`fm_embeddings.${i}.weight`)),
    'fm_embeddings.bias': () => features.flatMap(i => tensor(`fm_embeddings.${i}.bias`)),
    'deep_output.weights': () => transposed('deep_output.weight'),
    'deep_output.bias': () => tensor('deep_output.bias'),
  };
  // A layer of the sequence is linear, rectifier and dropout: every third entry has weights.
  [0, 1, 2].forEach(i => {
    values[`deep.${i}.weights`] = () => transposed(`deep.${3 * i}.weight`);
    values[`deep.${i}.bias`] = () => tensor(`deep.${3 * i}.bias`);
  });
  const { predictions } = await predict(network, name => values[name](), numeric);
  rows.forEach(({ output }, i) => expectClose(predictions[i], scoreSchema.parse(output)));
});

test('MMoE with weights of PyTorch answers what PyTorch answered', async () => {
  const { layout, rows, numeric, tensor, transposed } = recorded('mmoe');
  const amount = (name: string): RegressionHead => ({
    ...{ kind: 'regression', name, weight: 1, transform: 'none', loss: 'mse', scale: 1, start: 0 },
  });
  const network = mmoe(
    layout,
    [{ kind: 'binary', name: 'ctr', weight: 1, start: 0 }, amount('watch_time'), amount('gmv')],
    { embeddingDim: 16, sharedUnits: [64, 32], experts: 4, towerUnits: [32, 16], dropout: 0.3 },
  );
  const inPython: Record<string, string> = { ctr: 'ctr', watch_time: 'watch', gmv: 'gmv' };
  const gates = Object.values(inPython).map(task => `gate_${task}.0`);
  const experts = [0, 1, 2, 3].map(i => `experts.${i}.0`);
  const values: Record<string, () => number[]> = {
    'experts.weights': () => sideBySide(experts.map(name => transposed(`${name}.weight`))),
    'experts.bias': () => experts.flatMap(name => tensor(`${name}.bias`)),
    'gates.weights': () => sideBySide(gates.map(name => transposed(`${name}.weight`))),
    'gates.bias': () => gates.flatMap(name => tensor(`${name}.bias`)),
  };
  const layer = (ours: string, theirs: string) => {
    values[`${ours}.weights`] = () => transposed(`${theirs}.weight`);
    values[`${ours}.bias`] = () => tensor(`${theirs}.bias`);
  };
  [0, 1].forEach(i => layer(`shared.${i}`, `shared.${3 * i}`));
  for (const [task, theirs] of Object.entries(inPython)) {
    [0, 1].forEach(i => layer(`tower_${task}.${i}`, `tower_${theirs}.${3 * i}`));
    layer(`output_${task}`, `tower_${theirs}.6`);
  }
  const outputs = await predict(network, name => values[name](), numeric);
  rows.forEach(({ output }, i) => {
    for (const [task, expected] of Object.entries(answersSchema.parse(output)))
      expectClose(outputs[task][i], expected);
  });
});

/** Matrices [32, n] joined along their columns, row-major. */
function sideBySide(matrices: readonly number[][]): number[] {
  const rows = 32;
  return Array.from({ length: rows }, (_, row) =>
    matrices.flatMap(values => {
      const columns = values.length / rows;
      return values.slice(row * columns, (row + 1) * columns);
    }),
  ).flat();
}
