import { GraphBuilder } from '@reckit/onnx';
import { writeMadePackage, type MadeSignature } from './made-package';

export { writeClicks } from '../../tools/evaluate/testing/clicks';

/** The faulty version knows ages below that. */
const KNOWN_AGES = 40;

/** A version whose checks hold, and which fails for rows of older people: its table ends before them. */
export async function writeFaultyVersion(modelDir: string, version: string): Promise<void> {
  const graph = new GraphBuilder('faulty');
  const age = graph.input('features', 'float', ['rows', 1]);
  const row = graph.node('Cast', [age], { attributes: { to: { kind: 'int', value: 7 } } });
  const scores = Float32Array.from({ length: KNOWN_AGES }, (_, i) => i / KNOWN_AGES);
  const table = graph.constant({ type: 'float', shape: [KNOWN_AGES], values: scores });
  const axis = graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(1n) });
  graph.node('ReduceSum', [graph.node('Gather', [table, row]), axis], {
    attributes: { keepdims: { kind: 'int', value: 0 } },
    outputs: ['score'],
  });
  graph.output('score', 'float', ['rows']);
  const signature: MadeSignature = {
    features: [{ kind: 'numeric', name: 'age', default: 30 }],
    graph,
    outputs: [{ name: 'score', role: 'score' }],
    checks: {
      rows: [{ age: 20 }],
      outputs: { score: [0.5] },
      tolerance: { relative: 1e-6, absolute: 0 },
    },
  };
  await writeMadePackage(modelDir, 'xgb', { xgb: signature }, { version });
}
