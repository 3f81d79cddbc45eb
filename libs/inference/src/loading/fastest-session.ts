import type { ForestGraph } from '@reckit/onnx';
import { RejectedModel } from '../errors';
import { ForestKernel } from '../forest/forest-kernel';
import { openDeepForestSession } from '../forest/deep-forest-session';
import { openForestSession } from '../forest/forest-session';
import { openSession, type Session, type SessionOptions } from '../scoring/session';

/** A graph above this size is no forest for which the kernel pays, and need not be read to find that out. */
const MAX_KERNEL_GRAPH_BYTES = 8 * 1024 * 1024;
/** ONNX Runtime goes down trees by recursion: from some 5,000 levels on the stack of a thread ends, and the process. */
const MAX_RUNTIME_DEPTH = 1_500;
const PROBE_ROWS = 512;
const PROBE_TOLERANCE = { relative: 1e-5, absolute: 1e-6 };

/**
 * Opens a graph with ONNX Runtime and, if it is a forest that the kernel scores faster, has the kernel take
 * over. The kernel must first agree with ONNX Runtime on rows around the forest's own thresholds; if it does
 * not, ONNX Runtime keeps the model. A forest that is too deep for either is walked down.
 *
 * @throws RejectedModel if ONNX Runtime does not accept the graph, or would not survive it
 */
export async function fastestSession(onnx: Uint8Array, options: SessionOptions): Promise<Session> {
  if (hasTrees(onnx)) {
    const deep = await deepSession(onnx);
    if (deep) return deep;
  }
  const session = await openSession(onnx, options);
  const width = session.input.shape[1];
  if (!mayBeForest(onnx) || typeof width !== 'number' || session.outputs.length !== 1) return session;
  try {
    const kernel = await agreeingKernel(onnx, session, width);
    if (!kernel) return session;
    await session.close();
    return openForestSession(kernel, session.input, session.outputs);
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Whether it pays to read the graph. */
function mayBeForest(onnx: Uint8Array): boolean {
  return onnx.byteLength <= MAX_KERNEL_GRAPH_BYTES && hasTrees(onnx);
}

/** A session for a forest that ONNX Runtime would not survive; null for any other. */
async function deepSession(onnx: Uint8Array): Promise<Session | null> {
  const { deepestTree, readForestGraph } = await import('@reckit/onnx');
  const depth = readsAs(() => deepestTree(onnx, MAX_RUNTIME_DEPTH)) ?? 0;
  if (depth <= MAX_RUNTIME_DEPTH) return null;
  const forest = readForestGraph(onnx);
  if (forest) return openDeepForestSession(forest);
  throw new RejectedModel(
    `A tree of the model is ${depth} levels deep; trees with several outputs or categories may have ${MAX_RUNTIME_DEPTH}. Train with max_depth or fewer max_leaves.`,
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

/** The kernel for a graph, if there is one that computes what the runtime does. */
async function agreeingKernel(
  onnx: Uint8Array,
  session: Session,
  width: number,
): Promise<ForestKernel | null> {
  const { readForestGraph } = await import('@reckit/onnx');
  const forest = readForestGraph(onnx);
  const kernel = forest && ForestKernel.compile(forest);
  return kernel && (await agrees(kernel, session, forest, width)) ? kernel : null;
}

async function agrees(
  kernel: ForestKernel,
  session: Session,
  forest: ForestGraph,
  width: number,
): Promise<boolean> {
  const rows = probeRows(forest, width);
  const [expected] = await session.run(rows, PROBE_ROWS, width);
  const scores = kernel.score(rows, PROBE_ROWS, width);
  return scores.every((score, i) => {
    const allowed = Math.max(
      PROBE_TOLERANCE.absolute,
      PROBE_TOLERANCE.relative * Math.abs(Number(expected[i])),
    );
    return Math.abs(score - Number(expected[i])) <= allowed;
  });
}

/** Rows made of the forest's own thresholds, where a wrong comparison shows, and of values missing here and there. */
function probeRows({ features, values, missingLeft }: ForestGraph, width: number): Float32Array {
  const splits = [...features.keys()].filter(node => features[node] >= 0);
  const byColumn = Array.from({ length: width }, (_, column) =>
    splits.filter(node => features[node] === column),
  );
  const mayMiss = missingLeft.includes(1);
  const rows = new Float32Array(PROBE_ROWS * width);
  // A linear congruential walk (Numerical Recipes) picks the thresholds: any spread will do, the same each time.
  let state = 1;
  for (let i = 0; i < rows.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const nodes = byColumn[i % width];
    const pick = state >>> 8;
    if (nodes.length === 0 || pick % 16 === 0) rows[i] = mayMiss && pick % 32 === 0 ? NaN : 0;
    else {
      const threshold = values[nodes[pick % nodes.length]];
      const step = [-1, 0, 0, 1][pick & 3];
      rows[i] = threshold + step * Math.max(Math.abs(threshold) * 1e-3, 1e-6);
    }
  }
  return rows;
}
