import type { Checks } from '@reckit/artifacts';
import { RowEncoder, type EncodedRows, type FeatureSpec } from '@reckit/features';
import { RejectedModel } from './errors';
import { ScoringQueue, type Outputs } from './scoring-queue';
import { fastestSession } from './fastest-session';
import type { Session, SessionOptions, TensorSpec } from './session';
import { warmUp } from './warm-up';

/** What a model is made of, once its files are read. */
export interface ModelSource {
  readonly name: string;
  readonly version: string;
  readonly spec: FeatureSpec;
  readonly onnx: Uint8Array;
  readonly checks: Checks | null;
}

/** A loaded model, warmed up and self-checked. */
export class Model {
  readonly name: string;
  readonly version: string;
  readonly encoder: RowEncoder;
  readonly outputs: readonly TensorSpec[];
  /** What computes the scores. */
  readonly engine: Session['engine'];
  readonly #session: Session;
  readonly #queue: ScoringQueue;

  private constructor(source: ModelSource, encoder: RowEncoder, session: Session, sliceRows: number) {
    this.name = source.name;
    this.version = source.version;
    this.encoder = encoder;
    this.outputs = session.outputs;
    this.engine = session.engine;
    this.#session = session;
    this.#queue = new ScoringQueue(session, encoder.featureCount, sliceRows);
  }

  /**
   * Loads a model, warms it up and replays its checks.
   *
   * @throws RejectedModel if any of that fails; nothing stays in memory then
   */
  static async open(source: ModelSource, options: SessionOptions = {}): Promise<Model> {
    const encoder = new RowEncoder(source.spec);
    const session = await fastestSession(source.onnx, options);
    try {
      assertWidth(session, encoder);
      const model = new Model(source, encoder, session, await warmUp(session, encoder.featureCount));
      if (source.checks) await model.#replay(source.checks);
      return model;
    } catch (error) {
      await session.close();
      throw error;
    }
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

  async #replay(checks: Checks): Promise<void> {
    const rows = this.encoder.encode(checks.rows, 'checks.rows');
    const outputs = await this.score(rows, CHECK_TIMEOUT_MS);
    for (const [name, expected] of Object.entries(checks.outputs)) {
      const index = this.outputs.findIndex(output => output.name === name);
      if (index < 0) throw new RejectedModel(`checks: the model has no output "${name}".`);
      assertClose(name, outputs[index], expected, checks.tolerance);
    }
  }
}

const CHECK_TIMEOUT_MS = 60_000;

function assertWidth(session: Session, encoder: RowEncoder): void {
  const width = session.input.shape[1];
  if (typeof width === 'number' && width > 0 && width !== encoder.featureCount) {
    throw new RejectedModel(
      `The model takes ${width} features, but feature_meta.json lists ${encoder.featureCount}: the two files do not belong together.`,
    );
  }
}

function assertClose(
  name: string,
  actual: Float32Array,
  expected: readonly number[],
  { relative, absolute }: Checks['tolerance'],
): void {
  if (actual.length !== expected.length) {
    throw new RejectedModel(
      `checks: "${name}" has ${actual.length} values, recorded were ${expected.length}.`,
    );
  }
  expected.forEach((wanted, i) => {
    const allowed = Math.max(absolute, relative * Math.abs(wanted));
    // Written so that NaN fails.
    if (!(Math.abs(actual[i] - wanted) <= allowed)) {
      throw new RejectedModel(
        `checks: "${name}"[${i}] is ${actual[i]}, recorded was ${wanted}: the model does not compute what it did when it was trained.`,
      );
    }
  });
}
