import { spawn, type ChildProcess } from 'node:child_process';
import { PeerLost } from '@reckit/collective';

/** The exit code of a process that ends because another one has. */
export const LOST_OTHERS = 75;
/** Of what a process says the end is kept. */
const SAID_CHARACTERS = 4_000;

/** Processes of this program that train together with this one, and do not outlive it. */
export class ChildProcesses {
  readonly #children: ChildProcess[] = [];
  readonly #kill = (): void => this.kill();
  #fail: (error: Error) => void = () => undefined;
  #said: string | null = null;
  /** Is never fulfilled; rejected once one of them has failed. */
  readonly failure: Promise<never>;

  constructor() {
    this.failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // It is waited for now and then.
    this.failure.catch(() => undefined);
  }

  /** The last line of the first that failed; null if none has. */
  get said(): string | null {
    return this.#said;
  }

  /** Starts this program with other arguments. */
  start(args: readonly string[]): void {
    if (this.#children.length === 0) process.once('exit', this.#kill);
    const rank = this.#children.length + 1;
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...args], {
      // By the channel it sees when this process ends.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#children.push(child);
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_CHARACTERS);
    });
    child.once('error', error => this.#fail(new PeerLost(`Process ${rank} of this training`, error.message)));
    child.once('close', (code, signal) => {
      if (code === 0) return;
      // Who has lost another ends with another code: the one that was lost says why.
      if (code !== LOST_OTHERS) this.#said ??= said.trimEnd().split('\n').at(-1) || null;
      this.#fail(new PeerLost(`Process ${rank} of this training`, signal ?? undefined));
    });
  }

  kill(): void {
    process.off('exit', this.#kill);
    for (const child of this.#children) child.kill('SIGKILL');
  }
}
