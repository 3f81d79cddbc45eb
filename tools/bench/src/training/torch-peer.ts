import { PeerProcess } from './peer-process';
import type { StepRequest, StepTiming } from './step-side';

/** One Linear a feature, as the Python system wrote it, or one tensor for all embeddings. */
export type TorchForm = 'separate' | 'fused';

/** What a PyTorch says of itself. */
export interface TorchGreeting {
  readonly torch: string;
  /** What multiplies matrices in it. */
  readonly blas: string;
}

/** PyTorch in a process of its own, which trains a DeepFM when asked and waits in between. */
export class TorchPeer {
  private constructor(private readonly peer: PeerProcess<TorchGreeting>) {}

  /**
   * Starts the first Python that has PyTorch; null if none has.
   *
   * @param threads - that a step uses
   * @throws BenchError if the script is not where the program expects it
   */
  static async open(threads: number): Promise<TorchPeer | null> {
    const peer = await PeerProcess.open<TorchGreeting>('deepfm-step.py', ['--threads', String(threads)]);
    return peer && new TorchPeer(peer);
  }

  get version(): string {
    return this.peer.greeting.torch;
  }

  get blas(): string {
    return this.peer.greeting.blas;
  }

  /** Trains for a while. @throws BenchError if the process ends instead */
  async time(form: TorchForm, { rowCount, durationMs }: StepRequest): Promise<StepTiming> {
    const request = { form, rows: rowCount, duration_ms: durationMs };
    const timing = await this.peer.ask<{ steps: number; elapsed_ms: number }>({
      command: 'time',
      ...request,
    });
    return { steps: timing.steps, elapsedMs: timing.elapsed_ms };
  }

  /** Predicts as `StepSide.predict` says. @param features - one array a row */
  async predict(
    form: TorchForm,
    features: readonly (readonly number[])[],
    weight: number,
  ): Promise<readonly number[]> {
    const request = { command: 'predict', form, weight, features };
    return (await this.peer.ask<{ predictions: number[] }>(request)).predictions;
  }

  close(): Promise<void> {
    return this.peer.close();
  }
}
