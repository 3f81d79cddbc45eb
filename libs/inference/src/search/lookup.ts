import type { IdTable, Neighbours } from '@reckit/artifacts';
import {
  sentSpec,
  withVectorIds,
  type EncodedRows,
  type FeatureSpec,
  type SentTexts,
} from '@reckit/features';
import type { ModelOutput, Outputs } from '../scoring/model-output';
import type { Scorer } from '../scoring/scorer';
import { Signature } from '../signature';
import type { LookupSource } from './lookup-source';
import { neighbourAnswers, neighbourOutputs, neighbourOutputsIn, wanted } from './neighbour-answers';
import { MAX_FOUND, type Found, type Query, type VectorSearch } from './vector-index';

/** Vectors that are searched, and found by their ids as well. */
export interface SearchedVectors extends VectorSearch {
  /** The vector of an id; null if none has it. */
  vectorOf(id: string): Float32Array | null;
}

/** What a lookup is made of. */
export interface LookupParts {
  readonly source: LookupSource;
  readonly vectors: SearchedVectors;
  /** The ids of the vectors, row by row. */
  readonly ids: IdTable;
}

/**
 * Takes the ids of vectors and answers those of the nearest ones: `item_ids` and `scores`, each [rows, k] with the
 * greatest `top_k` of the rows, or as many as there are; '' and 0 where a row has fewer, and for an id that has no vector.
 * An id is never among its own neighbours.
 */
export class Lookup extends Signature {
  readonly #parts: LookupParts;
  readonly #most: number;

  /** @param spec - how rows are encoded */
  constructor(parts: LookupParts, spec: FeatureSpec = withVectorIds(parts.source.spec, parts.ids)) {
    const { source, vectors, ids } = parts;
    const { name, keys, seen, checks, neighbours } = source;
    const most = Math.max(1, Math.min(MAX_FOUND, vectors.count - 1));
    super(
      {
        name,
        spec,
        keys,
        seen,
        sampleRows: checks?.rows ?? [],
        answers: neighbourOutputs(most),
        answersProbabilities: false,
      },
      new LookupScorer(vectors, ids, neighbours),
    );
    this.#parts = parts;
    this.#most = most;
  }

  override asSent(texts: SentTexts): Lookup {
    return new Lookup(this.#parts, sentSpec(this.encoder.spec, texts));
  }

  override get expectedFeatures(): readonly string[] {
    return this.encoder.featureNames.slice(0, 1);
  }

  override answersIn(outputs: Outputs, rowCount: number): readonly ModelOutput[] {
    return neighbourOutputsIn(outputs, rowCount, this.#most);
  }

  /** Encoded rows, all with the same `topK`. */
  rowsAsking(rows: EncodedRows, topK: number): EncodedRows {
    const values = rows.values.slice();
    for (let at = COLUMNS - 1; at < values.length; at += COLUMNS) values[at] = topK;
    return { ...rows, values };
  }
}

/** The columns of an encoded row: 1 + the row of the vector, 0 for none, and how many are to be found. */
const COLUMNS = 2;
const NOTHING: Found = { ids: [], scores: new Float32Array(0) };

/** Searches for what is near to one of the vectors. */
class LookupScorer implements Scorer {
  readonly engine = 'vectors';
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly vectors: SearchedVectors,
    private readonly ids: IdTable,
    private readonly neighbours: Neighbours | null,
  ) {}

  async score({ values, rowCount }: EncodedRows, timeoutMs: number): Promise<Outputs> {
    const ks = Array.from({ length: rowCount }, (_, row) => wanted(values[row * COLUMNS + 1]));
    const queries: Query[] = [];
    const places: number[] = [];
    for (let row = 0; row < rowCount; row++) {
      const vectorRow = values[row * COLUMNS] - 1;
      const vector = vectorRow < 0 ? null : this.vectors.vectorOf(this.ids.at(vectorRow));
      if (!vector) continue;
      queries.push({ vector, k: ks[row], exclude: this.#excluded(vectorRow) });
      places.push(row);
    }
    const found = new Array<Found>(rowCount).fill(NOTHING);
    const searching = this.vectors.searchAll(queries, timeoutMs);
    this.#underWay.add(searching);
    try {
      (await searching).forEach((each, i) => (found[places[i]] = each));
    } finally {
      this.#underWay.delete(searching);
    }
    return neighbourAnswers(found, ks, this.vectors.count - 1);
  }

  /** The vectors go with the last that holds them. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  /** Read when the search begins, for as long as that takes: there may be many. */
  #excluded(row: number): Iterable<string> {
    const { ids, neighbours } = this;
    return {
      *[Symbol.iterator]() {
        yield ids.at(row);
        if (!neighbours) return;
        const { starts, targets } = neighbours;
        for (let i = starts[row]; i < starts[row + 1]; i++) yield ids.at(targets[i]);
      },
    };
  }
}
