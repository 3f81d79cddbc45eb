import type { OutputValues } from '../scoring/model-output';
import type { Session } from '../scoring/session';
import type { FromScorer, LoadedSignature, ToScorer } from './messages';

/** A process that scores. */
export interface Scorer {
  say(message: ToScorer): void;
  onMessage(listener: (message: FromScorer) => void): void;
  /** Settles with the reason when it has ended. */
  readonly ended: Promise<string>;
  /** Ends it without asking. */
  kill(): void;
}

interface Pending {
  readonly resolve: (outputs: OutputValues[]) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** How long a scorer that was asked to end may take. */
const CLOSE_MS = 5_000;
/** After a pause of the whole process, every timer is over at once: what has long been computed then arrives. */
const SECOND_LOOK_MS = 500;

/** A signature that is scored in a process beside this one. No wait for it is without an end. */
export class RemoteSession implements Session {
  readonly engine = 'onnxruntime';
  readonly runNow = null;
  readonly input: Session['input'];
  readonly outputs: Session['outputs'];
  readonly #pending = new Map<number, Pending>();
  readonly #signature: string;
  #lastJob = 0;
  #closing = false;

  /**
   * @param runTimeoutMs - how long one run may take; a scorer that takes longer is ended
   * @param onLost - called when the scorer has ended without having been asked to
   */
  constructor(
    private readonly scorer: Scorer,
    { name, input, outputs }: Pick<LoadedSignature, 'name' | 'input' | 'outputs'>,
    private readonly runTimeoutMs: number,
    onLost: (reason: string) => void,
  ) {
    this.#signature = name;
    this.input = input;
    this.outputs = outputs;
    scorer.onMessage(message => this.#answer(message));
    void scorer.ended.then(reason => {
      this.#rejectAll(reason);
      if (!this.#closing) onLost(reason);
    });
  }

  run(values: Float32Array, rowCount: number, width: number): Promise<OutputValues[]> {
    return new Promise((resolve, reject) => {
      const job = ++this.#lastJob;
      const timer = setTimeout(() => this.#lookAgain(job), this.runTimeoutMs);
      this.#pending.set(job, { resolve, reject, timer });
      this.scorer.say({ kind: 'score', signature: this.#signature, job, values, rowCount, width });
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.scorer.say({ kind: 'close', signature: this.#signature });
    const timer = setTimeout(() => this.scorer.kill(), CLOSE_MS);
    await this.scorer.ended;
    clearTimeout(timer);
  }

  #lookAgain(job: number): void {
    setTimeout(() => {
      if (!this.#pending.has(job)) return;
      this.#rejectAll(`took more than ${this.runTimeoutMs} ms to score a part of a request`);
      this.scorer.kill();
    }, SECOND_LOOK_MS);
  }

  #answer(message: FromScorer): void {
    const pending = this.#pending.get(message.job);
    if (!pending || message.signature !== this.#signature) return;
    clearTimeout(pending.timer);
    this.#pending.delete(message.job);
    if (message.kind === 'scored') pending.resolve([...message.outputs]);
    else pending.reject(new Error(message.message));
  }

  #rejectAll(reason: string): void {
    for (const { timer, reject } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new Error(`The model's scorer ${reason}.`));
    }
    this.#pending.clear();
  }
}
