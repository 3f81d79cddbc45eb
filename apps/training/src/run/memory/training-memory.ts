import { openScratch, type DatabaseMemory, type Scratch, type SpillOptions } from '@reckit/data';
import { assertFits, memoryBudget, type MemoryBudget } from './memory-budget';
import type { MemoryFlags } from './memory-flags';

/** The memory of a run, and the disk where it ends. */
export interface TrainingMemory {
  readonly budget: MemoryBudget;
  readonly scratch: Scratch;
}

/** So many times the memory is what the database may write while it reads: it never should need it. */
const DATABASE_DISK = 4;

/**
 * Sets up the memory of a run, and removes what killed runs have left on disk.
 *
 * @throws BadTrainingRun for a limit that is too small
 */
export async function openMemory({ maxMemory }: MemoryFlags): Promise<TrainingMemory> {
  return { budget: memoryBudget(maxMemory), scratch: await openScratch() };
}

/** What the reading of files may take. */
export function databaseMemory({ budget, scratch }: TrainingMemory): DatabaseMemory {
  return {
    bytes: budget.databaseBytes,
    folder: scratch.folder,
    diskBytes: budget.limitBytes * DATABASE_DISK,
  };
}

/**
 * What columns may take that go on on disk.
 *
 * @param leastBytes - what so many rows need in any case
 * @param shown - the rows, for messages
 */
export function spillOptions(
  { budget, scratch }: TrainingMemory,
  leastBytes: (rowCount: number) => number,
  shown: string,
): SpillOptions {
  return {
    columnBytes: budget.columnBytes,
    scratch,
    check: rowCount => assertFits(budget, leastBytes(rowCount), describeRows(shown, rowCount)),
  };
}

/** Rows as a message of `assertFits` begins. */
export function describeRows(shown: string, rowCount: number): string {
  return `${shown}: ${rowCount.toLocaleString('en-US')} rows`;
}
