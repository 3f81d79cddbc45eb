import { assertFits, type MemoryBudget } from '../../run/memory/memory-budget';

/** Where the library has the rows while it trains. */
export type TreeMemory =
  /** A matrix in memory, rows in the order of the split. */
  | 'matrix'
  /** Bins in memory, rows in the order of the file. */
  | 'bins'
  /** Pages on disk, rows in the order of the file. */
  | 'files';

/** What is to be trained on. */
export interface TreeSize {
  readonly rows: number;
  readonly features: number;
  /** Whether any value is missing: the library then notes where each value stands. */
  readonly hasGaps: boolean;
  /** Bytes of columns that are in memory beside what the library has. */
  readonly columnBytes: number;
  /** Whether the trees are grown from bins, as `tree_method` hist grows them. */
  readonly usesBins: boolean;
  /** Whether rows are taken in the order of the file, batch by batch. */
  readonly isLarge: boolean;
}

/** Cells from which on the library is given batches: whatever is smaller fits into the least memory that is allowed. */
export const LARGE_CELLS = 2 ** 24;

// Measured with libxgboost 1.7 and 3.0 on 2 to 20 million rows of 13 numbers.
/** Labels, gradients, predictions, and in which leaf a row is. */
const ROW_BYTES = 60;
/** The encoded matrix, the library's copy of it, and its index. */
const MATRIX_CELL_BYTES = 18;
const BIN_CELL_BYTES = 2;
const SPARSE_BIN_CELL_BYTES = 8;
/** A batch as it is read, encoded and sketched, or some pages. */
const BATCHES_BYTES = 150e6;

/**
 * Where the rows are while they are trained on. Which it is changes no tree: from LARGE_CELLS on rows have the order of
 * the file, in batches or not, and bins are cut alike.
 *
 * @param what - the rows, for messages
 * @throws BadTrainingRun if they can be nowhere
 */
export function treeMemory(size: TreeSize, budget: MemoryBudget, what: string): TreeMemory {
  if (!size.isLarge) return 'matrix';
  if (!size.usesBins) {
    assertFits(budget, neededBytes('matrix', size), what);
    return 'matrix';
  }
  if (neededBytes('bins', size) <= budget.dataBytes) return 'bins';
  assertFits(budget, neededBytes('files', size), what);
  return 'files';
}

const BY_NEED: readonly TreeMemory[] = ['matrix', 'bins', 'files'];

/** Where all processes have the rows, if each can have them where it wants to or further away. */
export function largestMemory(wanted: readonly TreeMemory[]): TreeMemory {
  return BY_NEED[Math.max(...wanted.map(memory => BY_NEED.indexOf(memory)))] ?? 'matrix';
}

/** The least that so many rows need, whatever they hold. */
export function leastBytes(rows: number): number {
  return rows * ROW_BYTES;
}

function neededBytes(memory: TreeMemory, { rows, features, hasGaps, columnBytes }: TreeSize): number {
  const cells = rows * features;
  switch (memory) {
    case 'matrix':
      return leastBytes(rows) + cells * MATRIX_CELL_BYTES;
    case 'bins':
      return (
        leastBytes(rows) +
        cells * (hasGaps ? SPARSE_BIN_CELL_BYTES : BIN_CELL_BYTES) +
        columnBytes +
        BATCHES_BYTES
      );
    case 'files':
      return leastBytes(rows) + columnBytes + BATCHES_BYTES;
  }
}
