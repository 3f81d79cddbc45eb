import { forestSessionOf } from '../forest/forest-session';
import type { SignatureParts } from '../loading/open-parts';
import { onnxOf, type SignatureGraph } from '../loading/signature-graph';
import { MIN_SLICE_ROWS } from '../loading/warm-up';
import type { Placement } from './messages';

/**
 * A larger graph stays out of the serving process: opening it once more would hold that up for more than a few
 * milliseconds, and a process with much memory stands still when it starts another one.
 */
const MAX_SERVED_GRAPH_BYTES = 8 * 1024 * 1024;

/**
 * Where a model is scored. One row of a network takes ONNX Runtime some 50 µs, and the messages to another
 * process and back take as long again, so the serving one does it by itself wherever it may. A session
 * cannot be moved, but opening a graph that is known to be good takes 2 ms, and 5 to 10 ms at the limit.
 * Large requests still go through in slices, with the event loop served in between. A network that is too slow for
 * that stays in the process that loaded it, and so does a graph with a loop, which some row may make run for ever.
 */
export function placeScoring(
  { session, sliceRows }: Pick<SignatureParts, 'session' | 'sliceRows'>,
  graph: SignatureGraph,
): Placement {
  const isQuick = sliceRows > MIN_SLICE_ROWS;
  if (forestSessionOf(session)) return isQuick ? 'forest' : 'process';
  const onnx = onnxOf(graph);
  if (mayRunForEver(onnx)) return 'process';
  return isQuick && onnx.byteLength <= MAX_SERVED_GRAPH_BYTES ? 'graph' : 'process';
}

/** How a node of an ONNX file names its operator: field 4, a text of so many bytes. */
const LOOPS = ['Loop', 'Scan'].map(name =>
  Buffer.concat([Buffer.of((4 << 3) | 2, name.length), Buffer.from(name)]),
);

/** Whether the graph has an operator that repeats a part of it: all others are done after a number of steps. */
function mayRunForEver(onnx: Uint8Array): boolean {
  const bytes = Buffer.from(onnx.buffer, onnx.byteOffset, onnx.byteLength);
  return LOOPS.some(loop => bytes.includes(loop));
}
