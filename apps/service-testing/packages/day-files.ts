import { GraphBuilder } from '@reckit/onnx';
import { writeMadePackage, type MadeSignature } from './made-package';

export { writeClicks } from '../../../tools/evaluate/testing/clicks';

/** The faulty version knows prices below that. */
const LARGE_PRICE = 100_000;
const SCORE = 0.5;

/** A version whose checks hold, as does all that a load tries, and which fails for rows of a large price: its table ends before them. */
export async function writeFaultyVersion(modelDir: string, version: string): Promise<void> {
  const graph = new GraphBuilder('faulty');
  const floats = (value: number): string =>
    graph.constant({ type: 'float', shape: [1], values: Float32Array.of(value) });
  const price = graph.input('features', 'float', ['rows', 1]);
  const row = graph.node('Cast', [graph.node('Div', [price, floats(LARGE_PRICE)])], {
    attributes: { to: { kind: 'int', value: 7 } },
  });
  const axis = graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(1n) });
  graph.node('ReduceSum', [graph.node('Gather', [floats(SCORE), row]), axis], {
    attributes: { keepdims: { kind: 'int', value: 0 } },
    outputs: ['score'],
  });
  graph.output('score', 'float', ['rows']);
  const signature: MadeSignature = {
    features: [{ kind: 'numeric', name: 'price', default: 30 }],
    graph,
    outputs: [{ name: 'score', role: 'score' }],
    checks: {
      rows: [{ price: 20 }],
      outputs: { score: [SCORE] },
      tolerance: { relative: 1e-6, absolute: 0 },
    },
  };
  await writeMadePackage(modelDir, 'xgb', { xgb: signature }, { version });
}
