import { RowEncoder, sentSpec, type EncodedRows, type SeenValues, type SentTexts } from '@reckit/features';
import type { SignatureDescription } from './loading/open-parts';
import type { ModelOutput, Outputs, OutputValues } from './scoring/model-output';
import type { Scorer } from './scoring/scorer';

/** What a signature takes and answers, whatever computes it. */
export type Described = Omit<SignatureDescription, 'sliceRows'>;

/** One callable function of a model: what it takes, what it answers, and what computes that. */
export class Signature {
  readonly name: string;
  readonly encoder: RowEncoder;
  /** Of a search, with the most that it may find. */
  readonly outputs: readonly ModelOutput[];
  /** Whether every number that is answered lies between 0 and 1. */
  readonly answersProbabilities: boolean;
  /** A few real rows, as a client would send them; none where the package holds none. */
  readonly sampleRows: readonly unknown[];
  /** What the training data had of the features, by name; empty where the package does not tell. */
  readonly seen: ReadonlyMap<string, SeenValues>;
  readonly #scorer: Scorer;

  constructor(
    { name, spec, keys, seen, answers, answersProbabilities, sampleRows }: Described,
    scorer: Scorer,
  ) {
    this.name = name;
    this.encoder = new RowEncoder(spec, keys);
    this.outputs = answers;
    this.answersProbabilities = answersProbabilities;
    this.sampleRows = sampleRows;
    this.seen = seen ?? new Map();
    this.#scorer = scorer;
  }

  /** What computes the outputs. */
  get engine(): Scorer['engine'] {
    return this.#scorer.engine;
  }

  /** The features that clients are expected to send, in their order: all, but for those of a search's own at the end. */
  get expectedFeatures(): readonly string[] {
    return this.encoder.featureNames;
  }

  /** The outputs with the widths that they have in an answer: those of a search are as wide as was asked for. */
  answersIn(_outputs: Outputs, _rowCount: number): readonly ModelOutput[] {
    return this.outputs;
  }

  /**
   * Scores encoded rows.
   *
   * @param timeoutMs - how long the caller waits at most
   * @throws ScoringTimeout
   */
  score(rows: EncodedRows, timeoutMs: number): Promise<Outputs> {
    if (rows.rowCount === 0) return Promise.resolve(this.outputs.map(noValues));
    return this.#scorer.score(rows, timeoutMs);
  }

  /**
   * Takes the requests that this one takes, and reads from them the values that were sent (`sentSpec`), not what a model
   * makes of these. It scores nothing, and need not be closed.
   */
  asSent(texts: SentTexts): Signature {
    const { name, encoder, outputs: answers, answersProbabilities, sampleRows, seen } = this;
    const { spec, groups, prefix } = encoder;
    return new Signature(
      {
        name,
        spec: sentSpec(spec, texts),
        keys: { groups, prefix },
        seen,
        answers,
        answersProbabilities,
        sampleRows,
      },
      this.#scorer,
    );
  }

  /** Lets what is under way end, then frees the native memory. */
  close(): Promise<void> {
    return this.#scorer.close();
  }
}

/** What an output has for no rows at all. */
function noValues({ role }: ModelOutput): OutputValues {
  return role === 'ids' ? [] : new Float32Array(0);
}
