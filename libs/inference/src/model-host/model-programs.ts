import { fork, type ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ScoringThread } from '../scoring-thread/scoring-thread';
import { flagsOfPrograms } from './flags-of-programs';

/** The programs that work for a service beside its own. */
export interface ModelPrograms {
  /** Calls `serveModelLoader`; run as a process for each load. */
  readonly loader: LoaderProgram;
  /** Calls `serveScoringThread`; run as one thread for all models. */
  readonly thread: ScoringThread;
}

/**
 * The programs of a service, as the build lays them into its folder. The process that loads the first model is
 * started at once, so that it gets ready while the service is put together; not for each of several workers, which load
 * in turn.
 */
export function startModelPrograms(folder: string): ModelPrograms {
  const loader = new LoaderProgram(path.join(folder, 'model-loader.js'));
  if (cluster.isPrimary) loader.prepare();
  return { loader, thread: new ScoringThread(path.join(folder, 'scoring-thread.js')) };
}

/** A program of which a process loads one model and is ended. */
export class LoaderProgram {
  /** The processes that must not outlive this one. */
  readonly #running = new Set<ChildProcess>();
  #prepared: ChildProcess | null = null;
  #previous: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly file: string) {}

  /** Starts the next process before there is something to load. */
  prepare(): void {
    if (!this.#prepared?.connected) this.#prepared = this.#fork();
  }

  /** Ends the process that was started for nothing. */
  dismiss(): void {
    this.#prepared?.kill('SIGKILL');
    this.#prepared = null;
  }

  /** A process that waits for its task. */
  start(): ChildProcess {
    const prepared = this.#prepared;
    this.#prepared = null;
    return prepared?.connected ? prepared : this.#fork();
  }

  /**
   * Loads models one after the other: each may take all the memory that is left, so that several at once would take
   * more than there is. The process of the next one starts meanwhile.
   */
  inTurn<T>(load: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const turn = this.#previous.then(() => {
      this.#waiting--;
      const loading = load();
      if (this.#waiting > 0) this.prepare();
      return loading;
    });
    this.#previous = turn.catch(() => undefined);
    return turn;
  }

  /** What the processes beside this one hold in memory, in bytes, those that score models; needs Linux, else 0. */
  bytesBeside(child: ChildProcess): number {
    // What was ended just now gives its memory back.
    const others = [...this.#running].filter(other => other !== child && !other.killed);
    return others.reduce((bytes, { pid }) => bytes + residentBytes(pid), 0);
  }

  #fork(): ChildProcess {
    if (this.#running.size === 0) process.once('exit', this.#endAll);
    const child = fork(this.file, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: flagsOfPrograms(process.execArgv),
    });
    // Sending to a process that has just ended fails; that it has ended tells more.
    child.on('error', () => undefined);
    this.#running.add(child);
    child.once('exit', () => {
      this.#running.delete(child);
      if (this.#running.size === 0) process.off('exit', this.#endAll);
    });
    return child;
  }

  readonly #endAll = (): void => this.#running.forEach(child => child.kill('SIGKILL'));
}

function residentBytes(pid: number | undefined): number {
  try {
    const [, kibibytes = '0'] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return 0;
  }
}
