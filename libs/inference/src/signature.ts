import { RowEncoder, type EncodedRows, type SeenValues } from '@reckit/features';
import type { SignatureParts } from './loading/open-parts';
import type { ModelOutput, Outputs, OutputValues } from './scoring/model-output';
import type { RunsBeside } from './scoring/runs-beside';
import { ScoringQueue } from './scoring/scoring-queue';
import type { Session } from './scoring/session';

/** One callable function of a model: what it takes, what it answers, and what computes that. */
export class Signature {
  readonly name: string;
  readonly encoder: RowEncoder;
  readonly outputs: readonly ModelOutput[];
  /** Whether every number that is answered lies between 0 and 1. */
  readonly answersProbabilities: boolean;
  /** A few real rows, as a client would send them; none where the package holds none. */
  readonly sampleRows: readonly unknown[];
  /** What the training data had of the features, by name; empty where the package does not tell. */
  readonly seen: ReadonlyMap<string, SeenValues>;
  /** What computes the outputs. */
  readonly engine: Session['engine'];
  readonly #session: Session;
  readonly #beside: RunsBeside | null;
  readonly #queue: ScoringQueue;

  constructor(parts: SignatureParts) {
    const { name, spec, keys, seen, session, beside = null } = parts;
    const { answers, answersProbabilities, sampleRows, sliceRows } = parts;
    this.name = name;
    this.encoder = new RowEncoder(spec, keys);
    this.outputs = answers;
    this.answersProbabilities = answersProbabilities;
    this.sampleRows = sampleRows;
    this.seen = seen ?? new Map();
    this.engine = session.engine;
    this.#session = session;
    this.#beside = beside;
    this.#queue = new ScoringQueue(session, this.encoder.width, sliceRows, answers, beside);
  }

  /**
   * Scores encoded rows.
   *
   * @param timeoutMs - how long the caller waits at most
   * @throws ScoringTimeout
   */
  score(rows: EncodedRows, timeoutMs: number): Promise<Outputs> {
    if (rows.rowCount === 0) return Promise.resolve(this.outputs.map(noValues));
    return this.#queue.score(rows.values, rows.rowCount, timeoutMs);
  }

  /** Lets what is under way end, then frees the native memory. */
  async close(): Promise<void> {
    await this.#queue.whenIdle();
    await this.#beside?.close();
    await this.#session.close();
  }
}

/** What an output has for no rows at all. */
function noValues({ role }: ModelOutput): OutputValues {
  return role === 'ids' ? [] : new Float32Array(0);
}
