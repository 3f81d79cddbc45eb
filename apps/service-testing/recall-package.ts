import { DATA_TYPES, GraphBuilder } from '@reckit/onnx';
import type { ServiceDefinition } from '@reckit/service';
import { NO_FLAT_LAYOUT, type MadeSignature } from './made-package';

/** A recall among five users. */
export const graphRecall: ServiceDefinition = {
  name: 'graph_recall',
  title: 'Graph Recall',
  defaultPort: 0,
  flat: NO_FLAT_LAYOUT,
  endpoints: [{ path: '/recall', calls: 'graph_recall', answer: { kind: 'neighbours' } }],
};

/** The vectors of the users, all of length 1: similarities are cosines. */
const VECTORS = { u1: [1, 0], u2: [0.8, 0.6], u3: [0.6, 0.8], u4: [0, 1], u5: [-1, 0] } as const;
/** Everybody but the user. */
const NEIGHBOURS = Object.keys(VECTORS).length - 1;

/** Who is near whom, the nearest first. */
export const NEIGHBOURS_OF: Readonly<Record<'u1' | 'u4', { ids: string[]; scores: number[] }>> = {
  u1: { ids: ['u2', 'u3', 'u4', 'u5'], scores: [0.8, 0.6, 0, -1] },
  u4: { ids: ['u3', 'u2', 'u1', 'u5'], scores: [0.8, 0.6, 0, 0] },
};

export const GRAPH_RECALL_SIGNATURES: Readonly<Record<string, MadeSignature>> = {
  graph_recall: {
    features: [
      {
        kind: 'categorical',
        name: 'user_id',
        coding: { kind: 'vocabulary', minCount: 1, values: Object.keys(VECTORS) },
        default: null,
      },
      { kind: 'numeric', name: 'top_k', default: 20, clip: { min: 1, max: 500 } },
    ],
    graph: recallGraph(),
    outputs: [
      { name: 'item_ids', role: 'ids' },
      { name: 'scores', role: 'similarity' },
    ],
    checks: {
      rows: [{ user_id: 'u1' }, { user_id: 'nobody' }],
      outputs: { scores: [...NEIGHBOURS_OF.u1.scores, 0, 0, 0, 0] },
      ids: { item_ids: [...NEIGHBOURS_OF.u1.ids, '', '', '', ''] },
      tolerance: { relative: 1e-6, absolute: 1e-6 },
    },
  },
};

/** Row 0 of every table is for users that are unknown; their neighbours are all ''. */
function recallGraph(): GraphBuilder {
  const graph = new GraphBuilder('recall');
  const floats = (shape: number[], values: readonly number[]): string =>
    graph.constant({ type: 'float', shape, values: Float32Array.from(values) });
  const whole = (...values: number[]): string =>
    graph.constant({ type: 'int64', shape: [values.length], values: BigInt64Array.from(values, BigInt) });
  const texts = (...values: string[]): string =>
    graph.constant({ type: 'string', shape: [values.length], values });
  const features = graph.input('features', 'float', ['rows', 2]);
  const column = (start: number): string =>
    graph.node('Slice', [features, whole(start), whole(start + 1), whole(1)]);
  const toWhole = { attributes: { to: { kind: 'int', value: DATA_TYPES.int64 } } } as const;

  const table = [[0, 0], ...Object.values(VECTORS)];
  const rows = table.length;
  const vectors = floats([rows, 2], table.flat());
  const transposed = floats([2, rows], [...table.map(([x]) => x), ...table.map(([, y]) => y)]);
  // Far below any cosine: nobody is a neighbour of their own, and the unknown user of nobody.
  const apart = floats(
    [rows, rows],
    table.flatMap((_, i) => table.map((__, j) => (j === 0 || i === j ? -10 : 0))),
  );
  const user = column(0);
  const id = graph.node('Squeeze', [graph.node('Cast', [user], toWhole), whole(1)]);
  const cosines = graph.node('MatMul', [graph.node('Gather', [vectors, id]), transposed]);
  const others = graph.node('Add', [cosines, graph.node('Gather', [apart, id])]);
  graph.node('TopK', [others, whole(NEIGHBOURS)], { outputs: ['nearest', 'places'] });

  const positions = floats(
    [1, NEIGHBOURS],
    Array.from({ length: NEIGHBOURS }, (_, i) => i),
  );
  const isKnown = graph.node('Greater', [user, floats([1], [0])]);
  const isThere = graph.node('And', [isKnown, graph.node('Less', [positions, column(1)])]);
  const names = texts('', ...Object.keys(VECTORS));
  graph.node('Where', [isThere, graph.node('Gather', [names, 'places']), texts('')], {
    outputs: ['item_ids'],
  });
  graph.node('Where', [isThere, 'nearest', floats([1], [0])], { outputs: ['scores'] });
  graph.output('item_ids', 'string', ['rows', NEIGHBOURS]);
  graph.output('scores', 'float', ['rows', NEIGHBOURS]);
  return graph;
}
