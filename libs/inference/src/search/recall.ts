import type { EncodedRows, Feature, SentTexts } from '@reckit/features';
import type { ModelOutput, Outputs } from '../scoring/model-output';
import type { Scorer } from '../scoring/scorer';
import { Signature } from '../signature';
import { neighbourAnswers, neighbourOutputs, neighbourOutputsIn, wanted } from './neighbour-answers';
import { RECALL, TOP_K } from './recall-signature';
import { MAX_FOUND, type VectorSearch } from './vector-index';

/** How many are found where nobody says. */
const DEFAULT_FOUND = 20;
const TOP_K_FEATURE: Feature = { kind: 'numeric', name: TOP_K, default: DEFAULT_FOUND };

/**
 * Embeds rows by another signature of the model and answers the items whose vectors are nearest: `item_ids` and
 * `scores`, each [rows, k] with the greatest `top_k` of the rows, or as many as there are; '' and 0 where a row has
 * fewer.
 */
export class Recall extends Signature {
  readonly #queries: Signature;
  readonly #index: VectorSearch;
  readonly #found: number;

  /** @param queries - what embeds; its embedding is of the space of the index, as `assertVectorsFit` has proven */
  constructor(queries: Signature, index: VectorSearch) {
    const { encoder, seen, sampleRows } = queries;
    const { spec, groups, prefix } = encoder;
    const found = Math.max(1, Math.min(MAX_FOUND, index.count));
    super(
      {
        name: RECALL,
        spec: { ...spec, features: [...spec.features, TOP_K_FEATURE] },
        keys: { groups, prefix },
        seen,
        sampleRows,
        answers: neighbourOutputs(found),
        answersProbabilities: false,
      },
      new RecallScorer(queries, index),
    );
    this.#queries = queries;
    this.#index = index;
    this.#found = found;
  }

  override get expectedFeatures(): readonly string[] {
    return this.#queries.encoder.featureNames;
  }

  override answersIn(outputs: Outputs, rowCount: number): readonly ModelOutput[] {
    return neighbourOutputsIn(outputs, rowCount, this.#found);
  }

  /** @param queries - what embeds, as it was sent as well: both are to be of one model */
  override asSent(texts: SentTexts, queries: Signature = this.#queries.asSent(texts)): Recall {
    return new Recall(queries, this.#index);
  }

  /** The name of the signature that embeds. */
  get queries(): string {
    return this.#queries.name;
  }

  /** Whether the rows of this signature are those of `signature`, with how many are to be found. */
  extends(signature: Signature): boolean {
    return signature === this.#queries;
  }

  /**
   * Rows for this signature, all with the same `topK`.
   *
   * @param rows - encoded by it, or by the one that embeds
   */
  rowsAsking(rows: EncodedRows, topK: number): EncodedRows {
    const { width } = this.encoder;
    const from = rows.rowCount === 0 ? width : rows.values.length / rows.rowCount;
    const values = from === width ? rows.values : withColumns(rows.values, from, width);
    for (let at = width - 1; at < values.length; at += width) values[at] = topK;
    return { ...rows, values };
  }
}

/** Searches for what another signature embeds. */
class RecallScorer implements Scorer {
  readonly #embedding: number;

  constructor(
    private readonly queries: Signature,
    private readonly index: VectorSearch,
  ) {
    this.#embedding = queries.outputs.findIndex(({ role }) => role === 'embedding');
  }

  get engine(): Scorer['engine'] {
    return this.queries.engine;
  }

  async score(rows: EncodedRows, timeoutMs: number): Promise<Outputs> {
    const { queries, index } = this;
    const { rowCount } = rows;
    const begin = performance.now();
    const { width } = queries.encoder;
    const ks = Array.from({ length: rowCount }, (_, row) => wanted(rows.values[row * (width + 1) + width]));
    const values = withColumns(rows.values, width + 1, width);
    const embedded = await queries.score({ ...rows, values }, timeoutMs);
    const vectors = numbersOf(embedded[this.#embedding]);
    const found = await index.searchAll(
      ks.map((k, row) => ({ vector: vectors.subarray(row * index.dim, (row + 1) * index.dim), k })),
      timeoutMs - (performance.now() - begin),
    );
    return neighbourAnswers(found, ks, index.count);
  }

  /** What embeds is closed by itself. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A matrix with other columns at its end: more of them, which are 0, or fewer. */
function withColumns(values: Float32Array, from: number, to: number): Float32Array {
  const rowCount = values.length / from;
  const changed = new Float32Array(rowCount * to);
  const kept = Math.min(from, to);
  for (let row = 0; row < rowCount; row++) {
    changed.set(values.subarray(row * from, row * from + kept), row * to);
  }
  return changed;
}

function numbersOf(values: Outputs[number]): Float32Array {
  if (values instanceof Float32Array) return values;
  throw new Error('An embedding is made of numbers.');
}
