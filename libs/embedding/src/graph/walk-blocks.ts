import { BLOCK_LENGTH, SEGMENT_LENGTH, SENTENCE_END, type CorpusStore } from '../corpus/corpus';
import { writeAll } from '../corpus/corpus-writer';
import { randomState } from '../random/random-state';
import { SharedWork } from '../threads/shared-work';
import type { Arcs } from './graph';
import { Walker, type WalkBias } from './walker';

/** What one of several threads needs to walk. */
export interface WalkTask {
  readonly kind: 'walk';
  readonly arcs: Arcs;
  readonly bias: WalkBias;
  /** The nodes in the order in which walks start at them, again and again, each time from another one on. */
  readonly order: Int32Array;
  readonly walkCount: number;
  readonly walkLength: number;
  readonly seed: number;
  readonly store: CorpusStore;
  /** How often each node was come to, added up by all threads. */
  readonly visits: Int32Array;
  readonly work: SharedArrayBuffer;
}

/** How many walks are in a block: each has room for all of its steps and for one end. */
export function walksInBlock(walkLength: number): number {
  return Math.floor(BLOCK_LENGTH / (walkLength + 1));
}

/** Walks block after block until there are none. */
export function walkBlocks(task: WalkTask): void {
  const { store, walkCount, walkLength, seed, visits, order } = task;
  const work = new SharedWork(task.work);
  const walker = new Walker(task.arcs, task.bias, randomState(seed, 0));
  const perBlock = walksInBlock(walkLength);
  const room = new Int32Array(BLOCK_LENGTH);
  for (let block = work.take(); block !== null; block = work.take()) {
    const nodes = blockOf(store, block, room).fill(SENTENCE_END);
    const last = Math.min(walkCount, (block + 1) * perBlock);
    let steps = 0;
    for (let walk = block * perBlock, at = 0; walk < last; walk++, at += walkLength + 1) {
      const length = walker.write(nodes, at, walkLength, startOf(walk, order), randomState(seed, walk));
      for (let i = at; i < at + length; i++) Atomics.add(visits, nodes[i], 1);
      steps += length;
    }
    if (store.kind === 'file') {
      writeAll(store.descriptor, nodes, block * BLOCK_LENGTH * Int32Array.BYTES_PER_ELEMENT);
    }
    work.done(steps);
  }
}

/** Each node once in every round, of which none begins where another did. */
function startOf(walk: number, order: Int32Array): number {
  const round = Math.floor(walk / order.length);
  return order[(walk + round * GOLDEN_STEP) % order.length];
}

const GOLDEN_STEP = 618_034;

/** Where the nodes of a block are written. */
function blockOf(store: CorpusStore, block: number, room: Int32Array): Int32Array {
  if (store.kind === 'file') return room;
  const start = block * BLOCK_LENGTH;
  const segment = store.segments[Math.floor(start / SEGMENT_LENGTH)];
  return new Int32Array(segment, (start % SEGMENT_LENGTH) * Int32Array.BYTES_PER_ELEMENT, BLOCK_LENGTH);
}
