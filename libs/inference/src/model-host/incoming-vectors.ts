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

/** What is said of vectors once all of them have come. */
export interface VectorsUse {
  /** The signature whose embedding is searched for, or which takes their ids. */
  readonly queriesOf: string;
  /** What the latter is; null where a graph embeds. */
  readonly lookup: LookupHeader | null;
}

type Payload = Uint8Array<ArrayBuffer>;

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

  /** @param payloads - what came behind the vectors, in the order in which `FromLoader` names it */
  finish({ queriesOf, lookup }: VectorsUse, payloads: readonly Payload[]): ArrivedSearch {
    const index = this.#index;
    const [offsets, bytes, slots, ...neighbours] = payloads;
    const ids = new IdTable(
      Buffer.from(bytes.buffer),
      new Uint32Array(offsets.buffer),
      new Int32Array(slots.buffer),
    );
    index.name(ids);
    return {
      queriesOf,
      index,
      lookup: lookup && { source: sourceOf(lookup, neighbours), vectors: index, ids },
    };
  }
}

function sourceOf(
  { leavesOutNeighbours, ...source }: LookupHeader,
  [starts, targets]: readonly Payload[],
): LookupParts['source'] {
  const neighbours = leavesOutNeighbours
    ? { starts: new Uint32Array(starts.buffer), targets: new Uint32Array(targets.buffer) }
    : null;
  return { ...source, neighbours };
}
