import { forestSessionOf } from '../forest/forest-session';
import type { ModelParts } from '../loading/open-parts';
import { MIN_SLICE_ROWS } from '../loading/warm-up';
import type { Scoring } from './messages';

/**
 * A larger graph stays in the model thread: opening it once more would hold the main thread up for more than
 * a few milliseconds.
 */
const MAX_MOVED_GRAPH_BYTES = 8 * 1024 * 1024;

/**
 * Where a model is scored. One row of a network takes ONNX Runtime some 50 µs, and the messages to another
 * thread and back take three times as long, so the main thread does it by itself wherever it may. A session
 * cannot be moved, but opening a graph that is known to be good takes 2 ms, and 5 to 10 ms at the limit.
 * Large requests still go through in slices, with the event loop served in between; a network that is too
 * slow for that stays in its thread.
 */
export function placeScoring({ session, sliceRows }: ModelParts, onnx: Uint8Array): Scoring {
  const forest = forestSessionOf(session);
  if (forest) return { kind: 'forest', layout: forest.layout };
  const isQuick = sliceRows > MIN_SLICE_ROWS;
  return isQuick && onnx.byteLength <= MAX_MOVED_GRAPH_BYTES ? { kind: 'graph', onnx } : { kind: 'thread' };
}
