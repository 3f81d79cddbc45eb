import type { ShuffleWindows } from '@reckit/nn';
import type { MemoryBudget } from '../../run/memory/memory-budget';

/** An encoded matrix in memory may take so much of what there is for data; weights and tables need the rest. */
const MATRIX_SHARE = 0.5;
/** Blocks of two windows are in memory. */
const BLOCKS_SHARE = 0.25;
/** Enough for a disk to read at its full speed. */
const BLOCK_ROWS = 4_096;
const CELL_BYTES = 4;

/**
 * How rows are shuffled that do not fit into memory once they are encoded; null where they do. A window is a power of two
 * of blocks, so that about the same memory gives the same order.
 */
export function shuffleWindows(
  { rows, width }: { readonly rows: number; readonly width: number },
  { dataBytes }: MemoryBudget,
): ShuffleWindows | null {
  const rowBytes = width * CELL_BYTES;
  if (rows * rowBytes <= dataBytes * MATRIX_SHARE) return null;
  const blocks = (dataBytes * BLOCKS_SHARE) / (2 * BLOCK_ROWS * rowBytes);
  return { blockRows: BLOCK_ROWS, blocks: 2 ** Math.max(0, Math.floor(Math.log2(blocks))) };
}

/** What so many rows need at least, whatever they hold: what is learnt, the user, and the order of the epoch. */
export function leastBytes(rows: number, targets: number): number {
  return rows * (CELL_BYTES * targets + ORDER_BYTES);
}

/** The split, the shuffled order, the group, and a mark while the rows are parted. */
const ORDER_BYTES = 20;
