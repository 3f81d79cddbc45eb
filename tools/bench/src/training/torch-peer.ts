import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BenchError } from '../errors';
import type { StepRequest, StepTiming } from './step-side';

/** One Linear a feature, as the Python system wrote it, or one tensor for all embeddings. */
export type TorchForm = 'separate' | 'fused';

/** The interpreter of the shell first; that of the system may have the distribution's PyTorch. */
const PYTHONS = ['python3', '/usr/bin/python3'];
/** From `dist/tools/bench`, where the program runs. */
const SCRIPT = path.resolve(__dirname, '../../../tools/bench/peers/deepfm-step.py');
const LAST_WORDS = 300;

/** PyTorch in a process of its own, which trains when asked and waits in between. */
export class TorchPeer {
  private constructor(
    readonly version: string,
    /** What multiplies matrices in it. */
    readonly blas: string,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
    private readonly lastWords: () => string,
  ) {}

  /**
   * Starts the first Python that has PyTorch; null if none has.
   *
   * @param threads - that a step uses
   * @throws BenchError if the script is not where the program expects it
   */
  static async open(threads: number): Promise<TorchPeer | null> {
    if (!existsSync(SCRIPT))
      throw new BenchError(`${SCRIPT} is missing: run the program where it was built.`);
    for (const python of PYTHONS) {
      const peer = await TorchPeer.start(python, threads);
      if (peer) return peer;
    }
    return null;
  }

  private static async start(python: string, threads: number): Promise<TorchPeer | null> {
    const child = spawn(python, [SCRIPT, '--threads', String(threads)]);
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
    // A Python that is not there, or that ends while it is being asked, shows as an end of its lines.
    child.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) return null;
    const { torch, blas }: { torch: string; blas: string } = JSON.parse(first.value);
    return new TorchPeer(torch, blas, child, lines, () => complaints.trim().slice(-LAST_WORDS));
  }

  /** Trains for a while. @throws BenchError if the process ends instead */
  async time(form: TorchForm, { rowCount, durationMs }: StepRequest): Promise<StepTiming> {
    const request = { form, rows: rowCount, duration_ms: durationMs };
    const timing: { steps: number; elapsed_ms: number } = await this.ask({ command: 'time', ...request });
    return { steps: timing.steps, elapsedMs: timing.elapsed_ms };
  }

  /** Predicts as `StepSide.predict` says. @param features - one array a row */
  async predict(
    form: TorchForm,
    features: readonly (readonly number[])[],
    weight: number,
  ): Promise<readonly number[]> {
    const answer: { predictions: number[] } = await this.ask({ command: 'predict', form, weight, features });
    return answer.predictions;
  }

  private async ask(request: object) {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.lines.next();
    if (answer.done) throw new BenchError(`PyTorch ended instead of answering: ${this.lastWords()}`);
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
