import type { ChildProcess } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { CorruptPackage, MissingModel } from '@reckit/artifacts';
import { LoadStopped, RejectedModel } from '../errors';
import type { LoadPhase } from '../loading/open-parts';
import { TOO_MUCH_MEMORY } from './end-with-service';
import { IncomingVectors, type ArrivedSearch, type VectorsUse } from './incoming-vectors';
import type { Scorer } from './remote-session';
import type { FromLoader, FromScorer, LoadedModel, LoadTask, ToLoader } from './messages';
import { IncomingVocabularies } from './vocabularies';

/** What a loading process hands over. */
export interface Handover {
  readonly model: LoadedModel;
  /** What each signature needs where it is placed, in their order. */
  readonly payloads: readonly Uint8Array<ArrayBuffer>[];
  /** What finds its items; null where nothing does. */
  readonly search: ArrivedSearch | null;
}

const DOING: Readonly<Record<LoadPhase, string>> = {
  reading: 'its files were read',
  opening: 'its graph was opened',
  checking: 'its checks were replayed',
  'warming up': 'it was warmed up',
};

const ERRORS_BY_NAME: Readonly<Record<string, new (message: string) => Error>> = {
  CorruptPackage,
  MissingModel,
  RejectedModel,
};

/** Enough of standard error to tell why a process ended. */
const KEPT_STDERR_CHARACTERS = 16_384;
const OUT_OF_HEAP = /heap out of memory|Array buffer allocation failed|std::bad_alloc/;

/** A process that loads one model: whatever the model does to it, it can be ended. */
export class LoadProcess implements Scorer {
  /** Settles with the reason when the process has ended, whoever ended it. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #model: string;
  #phase: LoadPhase = 'reading';
  #version: string | null;
  #stderr = '';

  /**
   * @param child - a process that waits for its task
   * @param stepsBelow - by how much what the service itself does goes first
   */
  constructor(child: ChildProcess, task: LoadTask, stepsBelow: number) {
    if (stepsBelow > 0) lowerPriority(child, stepsBelow);
    this.#child = child;
    this.#model = task.request.name;
    this.#version = task.request.version;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(0, KEPT_STDERR_CHARACTERS);
    });
    this.ended = new Promise(resolve => {
      // Not 'exit', which may come before the last of standard error. Without a process there is only the error.
      child.once('close', () => resolve(this.#endingOf(child)));
      child.once(
        'error',
        error => child.pid === undefined && resolve(`could not be started: ${error.message}`),
      );
    });
    child.send(task);
  }

  /**
   * Waits for the loaded model.
   *
   * @param signal - ends the process when it is aborted
   * @throws MissingModel, CorruptPackage or RejectedModel as the process found it, RejectedModel if it ended
   * instead, LoadStopped with the reason of `signal` if that was aborted
   */
  handover(signal: AbortSignal): Promise<Handover> {
    const payloads: Uint8Array<ArrayBuffer>[] = [];
    let received = 0;
    let vectors: IncomingVectors | null = null;
    let use: VectorsUse | null = null;
    const vocabularies = new IncomingVocabularies();
    return new Promise<Handover>((resolve, reject) => {
      const stop = (): void => {
        reject(new LoadStopped(`${this.#who} ${String(signal.reason)} while ${DOING[this.#phase]}.`));
      };
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      this.#child.on('message', (message: FromLoader) => {
        switch (message.kind) {
          case 'phase':
            this.#phase = message.phase;
            this.#version = message.version;
            break;
          case 'payload':
            payloads.push(new Uint8Array(message.byteLength));
            received = 0;
            break;
          case 'part':
            payloads[payloads.length - 1].set(message.bytes, received);
            received += message.bytes.byteLength;
            break;
          case 'vectors':
            vectors = receive(message, reject);
            break;
          case 'ids':
            use = message;
            break;
          case 'rows':
            vectors?.take(message.first, message.rows);
            break;
          case 'values':
            vocabularies.take(message);
            break;
          case 'loaded': {
            signal.removeEventListener('abort', stop);
            const ofVectors = payloads.splice(message.model.signatures.length);
            resolve({
              model: withVocabularies(message.model, vocabularies),
              payloads,
              search: vectors && use ? vectors.finish(use, ofVectors) : null,
            });
            break;
          }
          case 'failed':
            reject(new (ERRORS_BY_NAME[message.name] ?? Error)(message.message));
            break;
          case 'scored':
          case 'score-failed':
            break;
        }
      });
      void this.ended.then(ending => {
        reject(
          new RejectedModel(
            `${this.#who}: the process that verified it ${ending} while ${DOING[this.#phase]}.`,
          ),
        );
      });
    }).catch((error: unknown) => {
      this.kill();
      throw error;
    });
  }

  onMessage(listener: (message: FromScorer) => void): void {
    this.#child.on('message', (message: FromLoader) => {
      if (message.kind === 'scored' || message.kind === 'score-failed') listener(message);
    });
  }

  say(message: ToLoader): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Ends the process at once, native code or not. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  get #who(): string {
    return this.#version === null ? this.#model : `${this.#model} ${this.#version}`;
  }

  #endingOf({ exitCode, signalCode }: ChildProcess): string {
    if (this.#stderr.includes(TOO_MUCH_MEMORY)) return 'was ended because it took too much memory';
    if (signalCode === 'SIGSEGV' || signalCode === 'SIGBUS') {
      return `ended with ${signalCode}, as a tree of many thousand levels makes it (train with max_depth),`;
    }
    const how = signalCode === null ? `ended with code ${exitCode}` : `ended with ${signalCode}`;
    if (OUT_OF_HEAP.test(this.#stderr)) return `${how} for lack of memory`;
    // Nobody here has done it, so it was the system.
    return signalCode === 'SIGKILL' ? `${how}, perhaps for lack of memory,` : how;
  }
}

function withVocabularies(model: LoadedModel, vocabularies: IncomingVocabularies): LoadedModel {
  const signatures = model.signatures.map((signature, i) => ({
    ...signature,
    spec: vocabularies.into(i, signature.spec),
  }));
  return { ...model, signatures };
}

/** Makes room for vectors; null if there is none, which gives the load up. */
function receive(
  { header }: Extract<FromLoader, { kind: 'vectors' }>,
  reject: (error: unknown) => void,
): IncomingVectors | null {
  try {
    return new IncomingVectors(header);
  } catch (error) {
    reject(error);
    return null;
  }
}

const LEAST_PRIORITY = 19;

/** To be called before the process has other threads: on Linux each has a priority of its own, which it inherits. */
function lowerPriority({ pid }: ChildProcess, stepsBelow: number): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + stepsBelow, LEAST_PRIORITY));
  } catch {
    // It has ended already, or the system does not allow it: then it loads at full speed.
  }
}
