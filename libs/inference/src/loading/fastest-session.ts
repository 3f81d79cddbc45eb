import type { ForestGraph } from '@reckit/onnx';
import { RejectedModel } from '../errors';
import { compileForest, type ForestScorer } from '../forest/forest-scorer';
import { openForestSession } from '../forest/forest-session';
import { openSession, type Session, type SessionOptions, type TensorSpec } from '../scoring/session';
import { forestProbes } from './forest-probes';
import { onnxOf, type ForestSource, type SignatureGraph } from './signature-graph';

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
export async function fastestSession(graph: SignatureGraph, options: SessionOptions): Promise<Session> {
  const source = graph instanceof Uint8Array ? await forestSourceOf(graph) : graph;
  if (!source) return openSession(onnxOf(graph), options);
  const { forest } = source;
  const scorer = compileForest(forest);
  const depth = await depthOf(source);
  if (depth > MAX_RUNTIME_DEPTH) {
    if (scorer) return openForestSession(scorer, ...specsOf(forest));
    throw tooDeep(depth);
  }
  if (!scorer) return openSession(source.write(), options);
  const { readForestGraph } = await import('@reckit/onnx');
  const isWhole = forest.features.length <= JUDGED_NODES;
  const onnx = isWhole ? source.write() : source.writeFirst(JUDGED_NODES);
  const judge = await openSession(onnx, options);
  const { input, outputs } = judge;
  try {
    const judged = isWhole ? { forest, scorer } : compiled(readForestGraph(onnx));
    if (judged && (await agrees(judged.scorer, judge, judged.forest))) {
      return openForestSession(scorer, input, outputs);
    }
  } finally {
    await judge.close();
  }
  return openSession(source.write(), options);
}

/**
 * The forest that a file is; null if it is something else.
 *
 * @throws RejectedModel for trees that can be neither read nor left to ONNX Runtime
 */
async function forestSourceOf(onnx: Uint8Array): Promise<ForestSource | null> {
  if (!hasTrees(onnx)) return null;
  const { deepestTree, firstTrees, readForestGraph } = await import('@reckit/onnx');
  const forest = readsAs(() => readForestGraph(onnx));
  if (forest) {
    return { forest, write: () => onnx, writeFirst: mostNodes => firstTrees(onnx, forest, mostNodes) };
  }
  const depth = readsAs(() => deepestTree(onnx, MAX_RUNTIME_DEPTH)) ?? 0;
  if (depth > MAX_RUNTIME_DEPTH) throw tooDeep(depth);
  return null;
}

function tooDeep(depth: number): RejectedModel {
  return new RejectedModel(
    `A tree of the model is ${depth} levels deep; trees whose leaves are vectors may have ${MAX_RUNTIME_DEPTH}. Train with max_depth or fewer max_leaves.`,
  );
}

/** Levels of the deepest tree, looked for where there can be too many for ONNX Runtime. */
async function depthOf({ forest: { treeStarts }, write }: ForestSource): Promise<number> {
  const mayBeDeep = treeStarts.some(
    (start, tree) => tree > 0 && start - treeStarts[tree - 1] > 2 * MAX_RUNTIME_DEPTH,
  );
  if (!mayBeDeep) return 0;
  const { deepestTree } = await import('@reckit/onnx');
  return deepestTree(write(), MAX_RUNTIME_DEPTH);
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
