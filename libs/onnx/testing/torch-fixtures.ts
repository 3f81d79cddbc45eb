import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from '../src/encode-model';
import type { Graph } from '../src/graph';

const FIXTURES = join(__dirname, '../fixtures/torch');

/** The checkpoints that tools/fixtures/make-torch-fixtures.py and a real training run left behind. */
export const TORCH_CASES = readdirSync(FIXTURES);

export interface TorchExpectation {
  readonly scaled: readonly (readonly number[])[];
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly sha256: string }>>;
}

export function torchCheckpoint(name: string): Buffer {
  return readFileSync(join(FIXTURES, name, 'model.pt'));
}

export function torchExpectation(name: string): TorchExpectation {
  return JSON.parse(readFileSync(join(FIXTURES, name, 'expected.json'), 'utf8'));
}

/** The outputs of a graph by name, each of shape [rows]. */
export async function runGraph(
  graph: Graph,
  rows: readonly (readonly number[])[],
): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(encodeModel(graph), { intraOpNumThreads: 1 });
  const features = new Tensor('float32', Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
  const results = await session.run({ features });
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data, dims }]) => {
      if (!(data instanceof Float32Array)) throw new Error(`${name} is no float tensor`);
      expect(dims).toEqual([rows.length]);
      return [name, [...data]];
    }),
  );
}
