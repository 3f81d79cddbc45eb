import { SentTexts, sentColumns, type EncodedRows, type SentColumn } from '@reckit/features';
import { modelAsSent, type Model, type SentModel, type Signature } from '@reckit/inference';
import type { Codec } from '../infer/codec';

/** Requests that arrive meanwhile have their turn after so many bytes that were read or written. */
const SLICE_BYTES = 16 * 1024;

/** A request that was answered. */
export interface AnsweredRequest {
  readonly version: Model;
  /** What was addressed, and how its protocol reads the request. */
  readonly addressed: Signature;
  readonly codec: Pick<Codec<unknown>, 'decode'>;
  readonly rowCount: number;
}

/** What was sent, and to what. */
export interface SentRows {
  readonly signature: Signature;
  readonly columns: readonly SentColumn[];
  readonly rows: EncodedRows;
}

/**
 * Reads requests once more, for the features as they were sent. It is done between requests, some of it at a time; what was
 * read holds until the next request is.
 */
export class SentReader {
  /** Of the request that is being read. */
  readonly #texts = new SentTexts();
  readonly #models = new WeakMap<Model, SentModel>();
  readonly #columns = new WeakMap<Signature, readonly SentColumn[]>();
  /** What was read and written since requests had their turn. */
  #sliceBytes = 0;

  /** Null where it cannot be read, as where the deadline of a call has passed. */
  async read(
    body: Buffer,
    { version, addressed, codec, rowCount }: AnsweredRequest,
  ): Promise<SentRows | null> {
    this.#texts.clear();
    const model = this.#modelOf(version);
    const at = model.signatureFor(addressed);
    try {
      await this.spend(body.length);
      const { rows, signature = at } = await codec.decode(body, at, model);
      return rows.rowCount === rowCount ? { rows, signature, columns: this.#columnsOf(signature) } : null;
    } catch {
      return null;
    }
  }

  /** Counts work, and lets what has arrived meanwhile be taken in where it has been enough. */
  async spend(bytes: number): Promise<void> {
    this.#sliceBytes += bytes;
    if (this.#sliceBytes < SLICE_BYTES) return;
    this.#sliceBytes = 0;
    await new Promise(resolve => setImmediate(resolve));
  }

  #modelOf(model: Model): SentModel {
    const known = this.#models.get(model);
    if (known) return known;
    const sent = modelAsSent(model, this.#texts);
    this.#models.set(model, sent);
    return sent;
  }

  #columnsOf(signature: Signature): readonly SentColumn[] {
    const known = this.#columns.get(signature);
    if (known) return known;
    const columns = sentColumns(signature.encoder.spec, this.#texts);
    this.#columns.set(signature, columns);
    return columns;
  }
}
