import { IdTable, type VectorHeader } from '@reckit/artifacts';
import type { SearchParts } from '../loading/open-parts';
import { VectorIndex } from '../search/vector-index';

/** Vectors that come from a loading process in pieces, each of which goes where it is searched. */
export class IncomingVectors {
  readonly #index: VectorIndex;

  /** @throws RejectedModel if there is no memory for them */
  constructor(header: VectorHeader) {
    this.#index = new VectorIndex(header);
  }

  take(first: number, rows: Float32Array): void {
    this.#index.write(first, rows);
  }

  /**
   * @param queriesOf - the signature whose embedding is searched for
   * @param offsets - uint32: where each id begins, and the last one ends
   * @param slots - int32: those of an `IdTable`
   */
  finish(
    queriesOf: string,
    offsets: Uint8Array<ArrayBuffer>,
    ids: Uint8Array<ArrayBuffer>,
    slots: Uint8Array<ArrayBuffer>,
  ): SearchParts {
    const table = new IdTable(
      Buffer.from(ids.buffer),
      new Uint32Array(offsets.buffer),
      new Int32Array(slots.buffer),
    );
    this.#index.name(table);
    return { queriesOf, index: this.#index };
  }
}
