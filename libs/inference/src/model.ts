import { RowEncoder, type EncodedRows } from '@reckit/features';
import { openParts, type ModelParts, type ModelSource } from './loading/open-parts';
import { ScoringQueue, type Outputs } from './scoring/scoring-queue';
import type { ModelOutput } from './scoring/model-output';
import type { Session, SessionOptions } from './scoring/session';

/** A loaded model, self-checked and warmed up. */
export class Model {
  readonly name: string;
  readonly version: string;
  readonly encoder: RowEncoder;
  readonly outputs: readonly ModelOutput[];
  /** What the outputs are called, in their order. */
  readonly outputNames: readonly string[];
  /** Whether every number that the model answers lies between 0 and 1. */
  readonly answersProbabilities: boolean;
  /** A few real rows, as a client would send them; none where the package holds none. */
  readonly sampleRows: readonly unknown[];
  /** What computes the scores. */
  readonly engine: Session['engine'];
  readonly #session: Session;
  readonly #queue: ScoringQueue;

  constructor(parts: ModelParts) {
    const { name, version, spec, session, outputWidths, answersProbabilities, sampleRows, sliceRows } = parts;
    this.name = name;
    this.version = version;
    this.encoder = new RowEncoder(spec);
    this.outputs = session.outputs.map((output, i) => ({ name: output.name, width: outputWidths[i] }));
    this.outputNames = session.outputs.map(output => output.name);
    this.answersProbabilities = answersProbabilities;
    this.sampleRows = sampleRows;
    this.engine = session.engine;
    this.#session = session;
    this.#queue = new ScoringQueue(session, this.encoder.width, sliceRows, this.outputs);
  }

  /**
   * Loads a model in this thread, replays its checks and warms it up.
   *
   * @throws RejectedModel if any of that fails; nothing stays in memory then
   */
  static async open(source: ModelSource, options: SessionOptions = {}): Promise<Model> {
    return new Model(await openParts(source, options));
  }

  /**
   * Scores encoded rows.
   *
   * @param timeoutMs - how long the caller waits at most
   * @throws ScoringTimeout
   */
  score(rows: EncodedRows, timeoutMs: number): Promise<Outputs> {
    return this.#queue.score(rows.values, rows.rowCount, timeoutMs);
  }

  /** Lets what is under way end, then frees the native memory. */
  async close(): Promise<void> {
    await this.#queue.whenIdle();
    await this.#session.close();
  }
}
