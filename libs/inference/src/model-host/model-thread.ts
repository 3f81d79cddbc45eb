import { Worker } from 'node:worker_threads';
import { switchOffTelemetry } from '../scoring/switch-off-telemetry';
import { LoadStopped, RejectedModel } from '../errors';
import type { FromScorer, FromThread, ThreadTask, ToScorer } from './messages';
import type { Scorer } from './remote-session';

const alive = new Set<ModelThread>();

/** Whether a thread is in native code now: it does not hear that it is to end, and `process.exit` waits for it. */
export function isHeldByThread(): boolean {
  return [...alive].some(thread => thread.isBusy);
}

/** A thread in which a graph is scored. */
export class ModelThread implements Scorer {
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  #underWay = 0;

  /** @param program - one that calls `serveModelThread`; the graph is moved there and gone here */
  constructor(program: string, { onnx, options }: ThreadTask) {
    switchOffTelemetry();
    this.#worker = new Worker(program, {
      workerData: { onnx, options } satisfies ThreadTask,
      transferList: [onnx.buffer],
    });
    alive.add(this);
    let reason = '';
    this.#worker.on('error', error => (reason = `ended: ${error.message.split('\n')[0]}`));
    this.ended = new Promise(resolve => {
      this.#worker.once('exit', code => {
        alive.delete(this);
        resolve(reason || `ended with code ${code}`);
      });
    });
  }

  /** Whether a run is under way. */
  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /**
   * Waits until the graph is open.
   *
   * @throws RejectedModel, LoadStopped
   */
  opened(who: string, signal: AbortSignal): Promise<void> {
    this.#underWay++;
    return new Promise<void>((resolve, reject) => {
      const stop = (): void => reject(new LoadStopped(`${who} ${String(signal.reason)} in its thread.`));
      signal.addEventListener('abort', stop, { once: true });
      this.#worker.once('message', (message: FromThread) => {
        this.#underWay--;
        signal.removeEventListener('abort', stop);
        if (message.kind === 'failed') reject(new RejectedModel(message.message));
        else resolve();
      });
      void this.ended.then(reason => reject(new RejectedModel(`${who}: its thread ${reason}.`)));
    });
  }

  say(message: ToScorer): void {
    if (message.kind === 'score') this.#underWay++;
    this.#worker.postMessage(message);
  }

  onMessage(listener: (message: FromScorer) => void): void {
    this.#worker.on('message', (message: FromThread) => {
      if (message.kind !== 'scored' && message.kind !== 'score-failed') return;
      this.#underWay--;
      listener(message);
    });
  }

  kill(): void {
    void this.#worker.terminate();
  }
}
