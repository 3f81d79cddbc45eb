import type { ForestGraph } from '@reckit/onnx';
import { RejectedModel } from '../errors';
import { compileForest, type ForestScorer } from '../forest/forest-scorer';
import { openForestSession } from '../forest/forest-session';
import { openSession, type Session, type SessionOptions, type TensorSpec } from '../scoring/session';
import { forestProbes } from './forest-probes';

/** ONNX Runtime goes down trees by recursion: from some 5,000 levels on the stack of a thread ends, and the process. */
const MAX_RUNTIME_DEPTH = 1_500;
/**
 * ONNX Runtime takes some 700 bytes of memory and a microsecond a node to open trees, so that of a large forest it
 * judges the first trees: what is read and computed wrongly there is so everywhere.
 */
const JUDGED_NODES = 16_384;
const PROBE_TOLERANCE = { relative: 1e-5, absolute: 1e-6 };

/**
 * Opens a graph. A forest is scored by a kernel of our own, which must first agree with ONNX Runtime on rows around the
 * forest's own thresholds; if it does not, and for every other graph, ONNX Runtime computes.
 *
 * @throws RejectedModel if ONNX Runtime does not accept the graph, or would not survive it
 */
export async function fastestSession(onnx: Uint8Array, options: SessionOptions): Promise<Session> {
  if (!hasTrees(onnx)) return openSession(onnx, options);
  const { deepestTree, firstTrees, readForestGraph } = await import('@reckit/onnx');
  const forest = readsAs(() => readForestGraph(onnx));
  const scorer = forest && compileForest(forest);
  const depth = mayBeDeep(forest) ? (readsAs(() => deepestTree(onnx, MAX_RUNTIME_DEPTH)) ?? 0) : 0;
  if (depth > MAX_RUNTIME_DEPTH) {
    if (scorer) return openForestSession(scorer, ...specsOf(forest));
    throw new RejectedModel(
      `A tree of the model is ${depth} levels deep; trees whose leaves are vectors may have ${MAX_RUNTIME_DEPTH}. Train with max_depth or fewer max_leaves.`,
    );
  }
  if (!scorer) return openSession(onnx, options);
  const part = firstTrees(onnx, forest, JUDGED_NODES);
  const judge = await openSession(part, options);
  const { input, outputs } = judge;
  try {
    const judged = part === onnx ? { forest, scorer } : compiled(readForestGraph(part));
    if (judged && (await agrees(judged.scorer, judge, judged.forest))) {
      return openForestSession(scorer, input, outputs);
    }
  } finally {
    await judge.close();
  }
  return openSession(onnx, options);
}

/** Whether a tree has as many nodes as one takes that is too deep for ONNX Runtime. */
function mayBeDeep(forest: ForestGraph | null): boolean {
  return (
    forest === null ||
    forest.treeStarts.some((start, tree, starts) => tree > 0 && start - starts[tree - 1] > 2 * MAX_RUNTIME_DEPTH)
  );
}

/** Null for bytes that are no ONNX file; what is wrong with them ONNX Runtime tells better. */
function readsAs<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Operators stand in the file by their names, so a network tells at once. */
function hasTrees(onnx: Uint8Array): boolean {
  return Buffer.from(onnx.buffer, onnx.byteOffset, onnx.byteLength).includes('TreeEnsemble');
}

/** The input and the outputs of a forest that ONNX Runtime must not be asked for. */
function specsOf({ width, outputCount, link }: ForestGraph): [TensorSpec, TensorSpec[]] {
  const shape = link === 'argmax' || outputCount === 1 ? ['rows'] : ['rows', outputCount];
  return [
    { name: 'features', type: 'float32', shape: ['rows', width] },
    [{ name: 'predictions', type: 'float32', shape }],
  ];
}

function compiled(
  forest: ForestGraph | null,
): { readonly forest: ForestGraph; readonly scorer: ForestScorer } | null {
  const scorer = forest && compileForest(forest);
  return scorer && { forest, scorer };
}

async function agrees(scorer: ForestScorer, judge: Session, forest: ForestGraph): Promise<boolean> {
  const { values, rowCount } = forestProbes(forest);
  const [expected] = await judge.run(values, rowCount, forest.width);
  const scores = scorer.score(values, rowCount, forest.width);
  return (
    scores.length === expected.length &&
    scores.every((score, i) => {
      const other = Number(expected[i]);
      const allowed = Math.max(PROBE_TOLERANCE.absolute, PROBE_TOLERANCE.relative * Math.abs(other));
      return Math.abs(score - other) <= allowed;
    })
  );
}
