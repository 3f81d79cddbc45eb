import { tableBytes, type ShuffleWindows, type TableOptimizerSettings } from '@reckit/nn';
import { assertTableFits, assertWeightsFit } from '../fit/embedding-table';
import { assertFits, type MemoryBudget } from '../../run/memory/memory-budget';

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

/** What is trained, and what is in memory beside it. */
export interface NetworkSize {
  /** Numbers of the layers. */
  readonly weights: number;
  readonly table: {
    readonly rows: number;
    readonly dim: number;
    readonly optimizer: TableOptimizerSettings;
  };
  /** Whether the best epoch is kept beside the last one. */
  readonly keepsBest: boolean;
  /** Encoded rows, as far as they are in memory. */
  readonly rowBytes: number;
}

/** A weight with its gradient, what the optimiser remembers of it, and the file that it ends in. */
const WEIGHT_COPIES = 5;

/**
 * Refuses a network that does not fit into a model file, or not into memory with its embeddings and what is kept of them: before it is trained, not
 * in the middle of it.
 *
 * @param shown - the rows, for messages
 * @throws BadTrainingRun
 */
export function assertNetworkFits(budget: MemoryBudget, size: NetworkSize, shown: string): void {
  const { weights, table, keepsBest, rowBytes } = size;
  // What no memory helps is told first.
  assertTableFits(table);
  assertWeightsFit({ parameters: { size: weights } });
  const values = (table.rows * table.dim + weights) * CELL_BYTES;
  const needed =
    rowBytes +
    tableBytes(table) +
    // The file of the package is made in memory.
    table.rows * table.dim * CELL_BYTES +
    weights * CELL_BYTES * WEIGHT_COPIES +
    (keepsBest ? values : 0);
  const numbers = [
    `${weights.toLocaleString('en-US')} weights`,
    ...(table.rows > 0 ? [`${table.rows.toLocaleString('en-US')} embeddings of ${table.dim} numbers`] : []),
  ];
  assertFits(
    budget,
    needed,
    `${shown}: ${numbers.join(' and ')}, with what their optimiser keeps and the rows`,
    'give the network less: a higher min_count, fewer buckets, a lower --embedding-dim, fewer rows by --where',
  );
}
