import { IdTable, type VectorHeader } from '@reckit/artifacts';
import type { LookupParts } from '../search/lookup';
import { VectorIndex, type VectorSearch } from '../search/vector-index';
import type { LookupHeader } from './messages';

/** What finds the vectors that came. */
export interface ArrivedSearch {
  /** The signature whose embedding is searched for, or which takes the ids of the vectors. */
  readonly queriesOf: string;
  readonly index: VectorSearch;
  /** What the latter is made of; null where a graph embeds. */
  readonly lookup: LookupParts | null;
}

type Payload = Uint8Array<ArrayBuffer>;

/** Vectors that come from a loading process in pieces, each of which goes where it is searched. */
export class IncomingVectors {
  readonly #index: VectorIndex;

  /** @throws RejectedModel if there is no memory for them */
  constructor(
    header: VectorHeader,
    private readonly queriesOf: string,
    private readonly lookup: LookupHeader | null,
  ) {
    this.#index = new VectorIndex(header);
  }

  take(first: number, rows: Float32Array): void {
    this.#index.write(first, rows);
  }

  /** @param payloads - what came behind the vectors, in the order in which `FromLoader` names it */
  finish([offsets, bytes, slots, starts, targets]: readonly Payload[]): ArrivedSearch {
    const index = this.#index;
    const ids = new IdTable(
      Buffer.from(bytes.buffer),
      new Uint32Array(offsets.buffer),
      new Int32Array(slots.buffer),
    );
    index.name(ids);
    return {
      queriesOf: this.queriesOf,
      index,
      lookup: this.lookup && { source: this.#source(this.lookup, starts, targets), vectors: index, ids },
    };
  }

  #source(
    { leavesOutNeighbours, ...source }: LookupHeader,
    starts: Payload,
    targets: Payload,
  ): LookupParts['source'] {
    const neighbours = leavesOutNeighbours
      ? { starts: new Uint32Array(starts.buffer), targets: new Uint32Array(targets.buffer) }
      : null;
    return { ...source, neighbours };
  }
}
