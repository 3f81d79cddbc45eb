import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

const PROGRAM = path.join(__dirname, 'run-in-turn.js');

/** What a run said, and the code with which it ended; null if it was killed. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a run takes place, and what it is given. */
export interface Question {
  readonly folder: string;
  readonly args: readonly string[];
  /** Beside that of the process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A bundled program that is run again and again in one process, one run after the other. */
export class RunsInTurn {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: ((run: Run) => void)[] = [];
  readonly #timeoutMs: number;
  readonly #ended: Promise<unknown>;
  #last: Promise<unknown> = Promise.resolve();

  /** @param timeoutMs - of a run: one that takes longer hangs, and ends the process */
  constructor(main: string, environment: NodeJS.ProcessEnv, timeoutMs: number) {
    const child = spawn(process.execPath, [PROGRAM, main], {
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: child.stdout })
      .on('line', line => this.#answer(JSON.parse(line)))
      .once('close', () => this.#answer({ code: null, stdout: '', stderr: '' }));
    // Of a process that has ended: its run is told of by what closes.
    child.stdin.on('error', () => undefined);
    this.#ended = once(child, 'close');
    this.#child = child;
    this.#timeoutMs = timeoutMs;
  }

  /** Runs the program, once the runs before have ended. */
  run(question: Question): Promise<Run> {
    const run = this.#last.then(() => this.#ask(question));
    this.#last = run;
    return run;
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #ask(question: Question): Promise<Run> {
    return new Promise(resolve => {
      const hung = setTimeout(() => this.#child.kill('SIGKILL'), this.#timeoutMs);
      this.#waiting.push(run => {
        clearTimeout(hung);
        resolve(run);
      });
      this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  #answer(run: Run): void {
    this.#waiting.shift()?.(run);
  }
}
