import { availableParallelism, totalmem } from 'node:os';

/** What there is to share. */
export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
}

/** What is asked for; null for what fits. */
export interface Wishes {
  readonly jobs: number | null;
  readonly maxMemory: number | null;
}

/** What each of the models gets that are worked on at a time. */
export interface Shares {
  readonly jobs: number;
  /** Null for as many as a training takes by itself. */
  readonly threads: number | null;
  /** Null for as much as a training takes by itself. */
  readonly memoryBytes: number | null;
}

/** What a training takes at least, with its libraries. */
const LEAST_BYTES = 1e9;
/** Of the memory of the machine, for what else runs there. */
const USUAL_SHARE = 0.8;

/**
 * Splits the machine over models: as many at a time as there are cores, and memory for a training each. Who asks for
 * more jobs than cores gets them; nobody gets less memory than a training takes.
 */
export function splitMachine(models: number, { jobs, maxMemory }: Wishes, machine = thisMachine()): Shares {
  const memory = maxMemory ?? machine.memoryBytes * USUAL_SHARE;
  const fitting = Math.max(1, Math.floor(memory / LEAST_BYTES));
  const atATime = Math.max(1, Math.min(models, fitting, jobs ?? machine.cores));
  const isAlone = atATime === 1;
  return {
    jobs: atATime,
    threads: isAlone ? null : Math.max(1, Math.floor(machine.cores / atATime)),
    memoryBytes: isAlone && maxMemory === null ? null : Math.max(LEAST_BYTES, Math.floor(memory / atATime)),
  };
}

/** That of the container, if it is limited. */
function thisMachine(): Machine {
  const limit = process.constrainedMemory();
  return {
    cores: availableParallelism(),
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
  };
}
