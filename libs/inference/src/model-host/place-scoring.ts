import { deepForestSessionOf } from '../forest/deep-forest-session';
import { forestSessionOf } from '../forest/forest-session';
import type { ModelParts } from '../loading/open-parts';
import { MIN_SLICE_ROWS } from '../loading/warm-up';
import type { Placement } from './messages';

/**
 * A larger graph stays out of the serving thread: opening it once more would hold that up for more than a few
 * milliseconds.
 */
const MAX_SERVED_GRAPH_BYTES = 8 * 1024 * 1024;

/**
 * Where a model is scored. One row of a network takes ONNX Runtime some 50 µs, and the messages to another
 * thread and back take as long again, so the serving thread does it by itself wherever it may. A session
 * cannot be moved, but opening a graph that is known to be good takes 2 ms, and 5 to 10 ms at the limit.
 * Large requests still go through in slices, with the event loop served in between; a network that is too
 * slow for that is scored in a thread of its own. A graph with a loop, which some row may make run for ever, stays
 * in the process that loaded it, as neither thread could be stopped.
 */
export function placeScoring({ session, sliceRows }: ModelParts, onnx: Uint8Array): Placement {
  if (forestSessionOf(session)) return 'forest';
  if (mayRunForEver(onnx)) return 'process';
  const isQuick = sliceRows > MIN_SLICE_ROWS;
  // A thread would open the graph with the runtime, which does not survive it.
  if (deepForestSessionOf(session)) return isQuick ? 'deep-forest' : 'process';
  return isQuick && onnx.byteLength <= MAX_SERVED_GRAPH_BYTES ? 'graph' : 'thread';
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
