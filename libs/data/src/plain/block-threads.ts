import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import program from '../compiled/block-thread';
import type { BlockRows } from './block-reader';
import type { BlockAnswer, BlockQuestion } from './block-thread';
import type { PlainFile } from './plain-file';

/** More would wait for the thread that stores what they have read. */
const MOST_THREADS = 4;
/** Of the memory for what is young: next to nothing is made of objects there. */
const YOUNG_MEGABYTES = 2;

/** Threads that read blocks of files. */
export class BlockThreads {
  readonly #threads: readonly BlockThread[] = Array.from(
    { length: Math.min(MOST_THREADS, availableParallelism()) },
    () => new BlockThread(),
  );

  get count(): number {
    return this.#threads.length;
  }

  /** Has all of them read this file from now on. Gives the buffer of each. */
  open(file: PlainFile): Promise<readonly SharedArrayBuffer[]> {
    return Promise.all(this.#threads.map(thread => thread.open(file)));
  }

  /** Has one of them read a block into a slot. */
  read(thread: number, block: number, slot: number): Promise<BlockRows> {
    return this.#threads[thread].read(block, slot);
  }

  /** Has all of them let go of the file that they have read. */
  async closeFile(): Promise<void> {
    await Promise.all(this.#threads.map(thread => thread.closeFile()));
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map(thread => thread.end()));
  }
}

interface Call {
  readonly resolve: (answer: BlockAnswer) => void;
  readonly reject: (error: Error) => void;
}

class BlockThread {
  readonly #worker = new Worker(program, {
    eval: true,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  /** Those that wait for their answers, in order. */
  readonly #calls: Call[] = [];
  #ended: Error | undefined;

  constructor() {
    this.#worker.on('message', (answer: BlockAnswer) => this.#calls.shift()?.resolve(answer));
    this.#worker.on('error', error => this.#fail(error));
    this.#worker.on('exit', code =>
      this.#fail(new Error(`A thread that reads has ended with code ${code}.`)),
    );
  }

  async open(file: PlainFile): Promise<SharedArrayBuffer> {
    const answer = await this.#ask({ kind: 'open', file });
    if (answer.kind !== 'opened') throw otherAnswer('open', answer);
    return answer.buffer;
  }

  async read(block: number, slot: number): Promise<BlockRows> {
    const answer = await this.#ask({ kind: 'read', block, slot });
    if (answer.kind !== 'read') throw otherAnswer('read', answer);
    return answer.rows;
  }

  async closeFile(): Promise<void> {
    await this.#ask({ kind: 'close' });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(question: BlockQuestion): Promise<BlockAnswer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#calls.push({ resolve, reject });
      this.#worker.postMessage(question);
    });
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#calls.splice(0)) reject(this.#ended);
  }
}

function otherAnswer(asked: BlockQuestion['kind'], { kind }: BlockAnswer): Error {
  return new Error(`A thread that was asked to ${asked} has answered that it has ${kind}.`);
}
