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
export async function runGraph(graph: Graph, rows: Rows): Promise<Record<string, number[]>> {
  return Object.fromEntries(
    Object.entries(await run(graph, rows)).map(([name, output]) => {
      expect(output.dims).toEqual([rows.length]);
      return [name, [...floatsOf(output)]];
    }),
  );
}

/** The vectors of a graph whose one output, `embedding`, has the shape [rows, width]. */
export async function runTower(graph: Graph, rows: Rows): Promise<number[][]> {
  const { embedding, ...others } = await run(graph, rows);
  expect(Object.keys(others)).toEqual([]);
  const width = embedding?.dims[1] ?? 0;
  expect(embedding?.dims).toEqual([rows.length, graph.outputs[0]?.shape[1]]);
  const values = embedding ? floatsOf(embedding) : [];
  return rows.map((_, row) => [...values.slice(row * width, (row + 1) * width)]);
}

type Rows = readonly (readonly number[])[];

async function run(graph: Graph, rows: Rows): Promise<InferenceSession.OnnxValueMapType> {
  const session = await InferenceSession.create(encodeModel(graph), { intraOpNumThreads: 1 });
  const features = new Tensor('float32', Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
  const results = await session.run({ features });
  await session.release();
  return results;
}

function floatsOf({ data }: InferenceSession.OnnxValueMapType[string]): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('The output is no float tensor.');
}
