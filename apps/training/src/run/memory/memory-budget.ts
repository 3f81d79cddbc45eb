import { totalmem } from 'node:os';
import { showBytes } from '@reckit/data';
import { BadTrainingRun } from '../errors';

/** What a run may take of memory. */
export interface MemoryBudget {
  /** All in all. */
  readonly limitBytes: number;
  /** What is left of it for data and for what is computed from them. */
  readonly dataBytes: number;
  /** Columns as they were read; what goes beyond lies on disk. */
  readonly columnBytes: number;
  /** What the database that reads files may take while it reads. */
  readonly databaseBytes: number;
}

/** Where none is given. */
export const USUAL_SHARE = 0.8;
/** Less is taken by the program, its libraries and a file that is read in any case. */
const LEAST_BYTES = 1e9;
/** The program with its libraries, before there are data. */
const PROGRAM_BYTES = 300e6;
/** The columns are read before anything is built from them, which takes several times as much. */
const COLUMN_SHARE = 0.25;
const DATABASE_SHARE = 0.2;
/** Enough for files of any size, since rows stream through. */
const MOST_DATABASE_BYTES = 1e9;

/**
 * The budget by `--max-memory`, or by the memory that there is.
 *
 * @throws BadTrainingRun for too little
 */
export function memoryBudget(maxMemory: number | undefined, machineBytes = memoryOfMachine()): MemoryBudget {
  if (maxMemory !== undefined && maxMemory < LEAST_BYTES) {
    throw new BadTrainingRun(
      `--max-memory is ${showBytes(maxMemory)}, and the program with its libraries needs ${showBytes(LEAST_BYTES)} at least. Give it more.`,
    );
  }
  // A machine with less may still do for a small file: nobody has asked for a limit.
  const limitBytes = Math.max(LEAST_BYTES, maxMemory ?? Math.floor(machineBytes * USUAL_SHARE));
  const dataBytes = limitBytes - PROGRAM_BYTES;
  return {
    limitBytes,
    dataBytes,
    columnBytes: dataBytes * COLUMN_SHARE,
    databaseBytes: Math.min(MOST_DATABASE_BYTES, limitBytes * DATABASE_SHARE),
  };
}

/** What each of several processes on this machine may take, of what all of them may. */
export function memoryOfEach(maxMemory: number | undefined, processes: number): number {
  return Math.max(LEAST_BYTES, Math.floor(memoryBudget(maxMemory).limitBytes / processes));
}

/**
 * @param what - as the subject of a message
 * @param advice - what there is to do beside raising it
 * @throws BadTrainingRun if data need more than there is
 */
export function assertFits(
  budget: MemoryBudget,
  neededBytes: number,
  what: string,
  advice = 'take fewer rows by --where',
): void {
  if (neededBytes <= budget.dataBytes) return;
  const needed = neededBytes + budget.limitBytes - budget.dataBytes;
  throw new BadTrainingRun(
    `${what} need about ${showBytes(needed)} of memory, and --max-memory allows ${showBytes(budget.limitBytes)}. ` +
      `Raise it, or ${advice}.`,
  );
}

/** That of the container, if it is limited, else of the machine. */
function memoryOfMachine(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
