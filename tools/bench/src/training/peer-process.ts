import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BenchError } from '../errors';
import { peerScript, PYTHONS } from './python-peer';

const LAST_WORDS = 300;

/** A peer script in a process of its own: it answers one JSON object a line with another one, and waits in between. */
export class PeerProcess<Greeting> {
  private constructor(
    /** What it said at its start. */
    readonly greeting: Greeting,
    private readonly script: string,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
    private readonly lastWords: () => string,
  ) {}

  /**
   * Starts it with the first Python that has its packages; null if none has.
   *
   * @throws BenchError if the script is not where the program expects it
   */
  static async open<Greeting>(
    script: string,
    args: readonly string[],
  ): Promise<PeerProcess<Greeting> | null> {
    const file = peerScript(script);
    for (const python of PYTHONS) {
      const peer = await PeerProcess.start<Greeting>(python, script, [file, ...args]);
      if (peer) return peer;
    }
    return null;
  }

  private static async start<Greeting>(
    python: string,
    script: string,
    command: readonly string[],
  ): Promise<PeerProcess<Greeting> | null> {
    const child = spawn(python, command);
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
    // A Python that is not there, or that ends while it is being asked, shows as an end of its lines.
    child.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) return null;
    const greeting: Greeting = JSON.parse(first.value);
    return new PeerProcess(greeting, script, child, lines, () => complaints.trim().slice(-LAST_WORDS));
  }

  /** @throws BenchError if the process ends instead of answering */
  async ask<Answer>(request: object): Promise<Answer> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.lines.next();
    if (answer.done) throw new BenchError(`${this.script} ended instead of answering: ${this.lastWords()}`);
    return JSON.parse(answer.value);
  }

  /** Lets the process end, which it does with its input. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.stdin.end();
    await ended;
  }
}
