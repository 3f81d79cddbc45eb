import { PeerProcess } from './peer-process';
import type { StepSide } from './step-side';

/** What a peer says of itself. */
interface StepGreeting {
  /** Its library, with the version. */
  readonly title: string;
  readonly forms: readonly string[];
}

/** Another library in a process of its own, which trains a DeepFM when asked and waits in between. */
export class StepPeer {
  private constructor(
    private readonly peer: PeerProcess<StepGreeting>,
    private readonly threads: number,
  ) {}

  /**
   * Starts a script with the first Python that has its packages; null if none has.
   *
   * @param threads - that a step uses
   * @throws BenchError if the script is not where the program expects it
   */
  static async open(script: string, threads: number): Promise<StepPeer | null> {
    const peer = await PeerProcess.open<StepGreeting>(script, ['--threads', String(threads)]);
    return peer && new StepPeer(peer, threads);
  }

  get forms(): readonly string[] {
    return this.peer.greeting.forms;
  }

  /** @param title - of the form */
  side(form: string, title: string, categories: number): StepSide {
    const threads = this.threads === 1 ? '1 thread' : `${this.threads} threads`;
    return {
      name: `${this.peer.greeting.title}, ${title}, ${threads}`,
      time: async ({ rowCount, durationMs }) => {
        const request = { form, categories, rows: rowCount, duration_ms: durationMs };
        const timing = await this.peer.ask<{ steps: number; elapsed_ms: number }>({
          command: 'time',
          ...request,
        });
        return { steps: timing.steps, elapsedMs: timing.elapsed_ms };
      },
      predict: async (features, weight) => {
        const request = { command: 'predict', form, categories, weight, features };
        return (await this.peer.ask<{ predictions: number[] }>(request)).predictions;
      },
      close: () => this.peer.close(),
    };
  }
}
