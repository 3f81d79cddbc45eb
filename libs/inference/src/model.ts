import { encodedWidth, type FeatureStatistics } from '@reckit/features';
import { openParts, type ModelParts, type ModelSource, type SignatureParts } from './loading/open-parts';
import type { SessionOptions } from './scoring/session';
import { SessionScorer } from './scoring/session-scorer';
import { openLookup } from './search/open-lookup';
import { Recall } from './search/recall';
import { VectorIndex } from './search/vector-index';
import { Signature } from './signature';

/** What of a model those need that read requests. */
export type Callable = Pick<Model, 'name' | 'version' | 'signatures' | 'recall'>;

/** A loaded model, self-checked and warmed up. */
export class Model {
  readonly name: string;
  readonly version: string;
  /** What can be called; at least one. */
  readonly signatures: readonly Signature[];
  /** What searches the vectors of the package for embeddings, the last of its signatures; null where nothing does. */
  readonly recall: Recall | null;
  /** What the training rows had of its features, where the package says so. */
  readonly statistics: readonly FeatureStatistics[];

  constructor({ name, version, signatures, search, lookup, statistics = [] }: ModelParts) {
    this.name = name;
    this.version = version;
    this.statistics = statistics;
    const scored = signatures.map(scoredSignature);
    const queries = search && scored.find(signature => signature.name === search.queriesOf);
    this.recall = search && queries ? new Recall(queries, search.index) : null;
    this.signatures = [lookup ?? [], scored, this.recall ?? []].flat();
  }

  /**
   * Loads a model in this thread, replays its checks and warms it up.
   *
   * @throws RejectedModel if any of that fails; nothing stays in memory then
   */
  static async open(source: ModelSource, options: SessionOptions = {}): Promise<Model> {
    const parts = await openParts(source, options);
    const { vectors } = source;
    if (!vectors) return new Model(parts);
    try {
      const { items, rows, queriesOf, lookup } = vectors;
      if (rows === null) throw new Error('The vectors of a model that is opened here are read with it.');
      const index = VectorIndex.of({ ...items, rows });
      if (!lookup) return new Model({ ...parts, search: { queriesOf, index } });
      const lookupParts = { source: lookup, vectors: index, ids: items.ids };
      return new Model({ ...parts, lookup: await openLookup(lookupParts, parts) });
    } catch (error) {
      await Promise.all(parts.signatures.map(({ session }) => session.close()));
      throw error;
    }
  }

  /** The signature that is meant where none is named. */
  get mainSignature(): Signature {
    return this.signatures[0];
  }

  /** The signature of this name; undefined if the model has none. */
  signature(name: string): Signature | undefined {
    return this.signatures.find(signature => signature.name === name);
  }

  /** Lets what is under way end, then frees the native memory. */
  async close(): Promise<void> {
    await Promise.all(this.signatures.map(signature => signature.close()));
  }
}

function scoredSignature({ session, beside, sliceRows, ...described }: SignatureParts): Signature {
  const width = encodedWidth(described.spec);
  const scorer = new SessionScorer(session, width, sliceRows, described.answers, beside ?? null);
  return new Signature(described, scorer);
}
