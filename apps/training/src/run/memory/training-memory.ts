import { openScratch, type DatabaseMemory, type Scratch, type SpillOptions } from '@reckit/data';
import { memoryBudget, type MemoryBudget } from './memory-budget';
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
 * @param check - is told how many rows there are, as soon as it is known and while it grows; throws for too many
 */
export function spillOptions(
  { budget, scratch }: TrainingMemory,
  check: (rowCount: number) => void,
): SpillOptions {
  return { columnBytes: budget.columnBytes, scratch, check };
}
