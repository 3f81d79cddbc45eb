import type { Outputs } from '@reckit/inference';
import type { Pairing } from './pairing';

/** Rows that were answered and wait to be scored by the shadow. */
export interface Waiting {
  readonly pairing: Pairing;
  readonly rowCount: number;
  /** What was answered, by the position of the outputs. */
  readonly answered: Outputs;
  /** The rows as they were encoded, or what reads them once more. */
  readonly rows: Float32Array | (() => Float32Array | Promise<Float32Array>);
  /** What all that takes in memory. */
  readonly bytes: number;
}

/** So many places may be empty at the front. */
const MAX_EMPTY = 1_024;

/** What waits for the shadow, first in, first out. */
export class ShadowQueue {
  #waiting: Waiting[] = [];
  /** Where the first one stands. */
  #head = 0;
  #bytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** How many bytes there is room for. */
  get room(): number {
    return this.maxBytes - this.#bytes;
  }

  get first(): Waiting | null {
    return this.#waiting.at(this.#head) ?? null;
  }

  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#bytes += waiting.bytes;
  }

  /** Takes the first one out. */
  shift(): void {
    this.#bytes -= this.first?.bytes ?? 0;
    this.#head++;
    if (this.#head < Math.min(this.#waiting.length, MAX_EMPTY)) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  /** Lets go all that waits. @returns how many rows that were */
  clear(): number {
    const rows = this.#waiting.slice(this.#head).reduce((sum, { rowCount }) => sum + rowCount, 0);
    this.#waiting = [];
    this.#head = 0;
    this.#bytes = 0;
    return rows;
  }
}
