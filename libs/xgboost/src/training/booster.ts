import { AlreadyClosed, BadMatrix, BadTraining, ModelTooNew } from '../errors';
import type { Matrix } from '../matrices/matrix';
import { parseEvaluation, type MetricValues } from './evaluation';
import { xgboost } from '../library/library';
import { modelFileVersion } from '../library/model-file-version';
import type { BoosterHandle } from '../library/c-api';
import type { ModelFormat, NativeXgboost } from '../library/native';
import { checkWarnings, parameterTexts, type Parameters } from './parameters';
import { isNewerFormat, showVersion } from '../library/version';

/** Gain and cover of a feature's splits, mean or total, and how many splits (`weight`). */
export type FeatureScoreKind = 'gain' | 'weight' | 'cover' | 'total_gain' | 'total_cover';

export interface BoosterOptions {
  readonly parameters: Parameters;
  /** Set as well, but no mistake if the chosen booster has no use for them. @default none */
  readonly defaults?: Parameters;
  /** Matrices whose predictions are kept from round to round: all that will be trained or evaluated on. */
  readonly matrices: readonly [Matrix, ...Matrix[]];
  /** Takes what the library warns of. @default warnings are dropped */
  readonly onWarning?: (warning: string) => void;
  /** A model whose trees come first, as `save` wrote it. @default the booster begins without trees */
  readonly model?: Uint8Array;
}

export interface PredictOptions {
  /** `value` is the prediction as the objective defines it, a probability for `binary:logistic`. @default 'value' */
  readonly output?: 'value' | 'margin';
  /** Boosting rounds to use, the last one excluded. @default all */
  readonly rounds?: { readonly begin: number; readonly end: number };
}

/** XGBoost's numbers for the kinds of prediction. */
const PREDICTION_TYPE = { value: 0, margin: 1 } as const;

/**
 * A boosted model. Boosters of one process share the library's random state: train one at a time if the
 * same seed is to give the same model.
 */
export class Booster {
  readonly #native: NativeXgboost;
  #handle: BoosterHandle | undefined;
  readonly #parameters: Parameters;
  readonly #onWarning: (warning: string) => void;

  private constructor(
    native: NativeXgboost,
    handle: BoosterHandle,
    options?: Pick<BoosterOptions, 'parameters' | 'onWarning'>,
  ) {
    this.#native = native;
    this.#handle = handle;
    this.#parameters = options?.parameters ?? {};
    this.#onWarning = options?.onWarning ?? (() => undefined);
  }

  /**
   * A model that is about to be trained: without trees, or with those of another.
   *
   * @throws UnknownParameter, BadParameter, or LibraryError for a value that a parameter cannot have
   * @throws NotAModel, ModelTooNew, or LibraryError for a model that cannot be gone on from
   */
  static create(options: BoosterOptions): Booster {
    const texts = parameterTexts({ ...options.defaults, ...options.parameters });
    const native = xgboost();
    const handle = native.createBooster(options.matrices.map(matrix => matrix.handle));
    const booster = new Booster(native, handle, options);
    return booster.#orClose(() => {
      // Before the parameters, which a model has of its own, too.
      if (options.model) loadInto(native, handle, options.model);
      for (const [name, text] of texts) native.setParameter(handle, name, text);
      booster.#heed(native.configure(handle));
      const [{ featureNames, featureTypes }] = options.matrices;
      if (featureNames.length > 0) native.setBoosterStrings(handle, 'feature_name', featureNames);
      if (featureTypes.length > 0) native.setBoosterStrings(handle, 'feature_type', featureTypes);
    });
  }

  /**
   * Reads a model that save(), or any XGBoost no newer than the library, wrote as JSON or UBJSON.
   *
   * @throws NotAModel, ModelTooNew, or LibraryError if the file is damaged
   */
  static load(model: Uint8Array): Booster {
    const native = xgboost();
    const handle = native.createBooster([]);
    const booster = new Booster(native, handle);
    return booster.#orClose(() => loadInto(native, handle, model));
  }

  /** Boosting rounds done so far. */
  get rounds(): number {
    return this.#native.boostedRounds(this.#open());
  }

  get featureCount(): number {
    return this.#native.featureCount(this.#open());
  }

  /** Names of the features; none if the training matrix had none. */
  get featureNames(): string[] {
    return this.#native.boosterStrings(this.#open(), 'feature_name');
  }

  /** Adds one boosting round. Blocks the thread for its time. */
  update(matrix: Matrix): void {
    this.#heed(this.#native.update(this.#open(), this.rounds, matrix.handle));
  }

  /** Values of the metrics now, by name of the data set. A name may not hold `-`, which ends it in XGBoost. */
  evaluate(sets: ReadonlyMap<string, Matrix>): Map<string, MetricValues> {
    const matrices = [...sets.values()].map(matrix => matrix.handle);
    return parseEvaluation(this.#native.evaluate(this.#open(), this.rounds - 1, matrices, [...sets.keys()]));
  }

  /**
   * Predictions, row-major [rows, outputs]: one output a row, or one a class for `multi:softprob`.
   *
   * @throws BadMatrix if the features are not the model's
   * @throws BadTraining if there are no such rounds
   */
  predict(matrix: Matrix, { output = 'value', rounds }: PredictOptions = {}): Float32Array {
    const handle = this.#open();
    this.#checkFeatures(matrix);
    const { begin, end } = rounds ?? { begin: 0, end: this.rounds };
    if (rounds !== undefined) this.#checkRange(begin, end);
    return this.#native.predict(handle, matrix.handle, {
      type: PREDICTION_TYPE[output],
      training: false,
      iteration_begin: begin,
      iteration_end: end,
      strict_shape: true,
    });
  }

  /** The whole model as bytes of a file. */
  save(format: ModelFormat): Uint8Array {
    return this.#native.save(this.#open(), format);
  }

  /** Importance of the features by name (`f0`, `f1`, … without names); one that no tree uses is not in it. */
  featureScores(kind: FeatureScoreKind): Map<string, number> {
    const names = this.featureNames;
    const { features, scores } = this.#native.featureScores(this.#open(), {
      importance_type: kind,
      ...(names.length > 0 ? { feature_names: names } : {}),
    });
    return new Map(features.map((feature, index) => [feature, scores[index] ?? 0]));
  }

  /** Text that is kept with the model, such as `best_iteration`. */
  attribute(name: string): string | undefined {
    return this.#native.attribute(this.#open(), name);
  }

  /** Keeps a text with the model; undefined removes it. */
  setAttribute(name: string, value: string | undefined): void {
    this.#native.setAttribute(this.#open(), name, value);
  }

  /** A model of some of the rounds, the last one excluded. Attributes do not go with it. */
  slice(begin: number, end: number): Booster {
    const handle = this.#open();
    this.#checkRange(begin, end);
    return new Booster(this.#native, this.#native.slice(handle, begin, end));
  }

  /** Frees the memory; a second call does nothing. */
  close(): void {
    if (this.#handle === undefined) return;
    this.#native.freeBooster(this.#handle);
    this.#handle = undefined;
  }

  #open(): BoosterHandle {
    if (this.#handle === undefined) throw new AlreadyClosed('Booster');
    return this.#handle;
  }

  #orClose(prepare: () => void): this {
    try {
      prepare();
      return this;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #heed(warnings: readonly string[]): void {
    checkWarnings(warnings, this.#parameters).forEach(this.#onWarning);
  }

  /** The library itself takes too few columns without a word, and calls the rest missing. */
  #checkFeatures(matrix: Matrix): void {
    if (matrix.featureCount !== this.featureCount)
      throw new BadMatrix(
        `The matrix has ${matrix.featureCount} features and the model ${this.featureCount}: give the model's.`,
      );
    const names = this.featureNames;
    if (names.length === 0 || matrix.featureNames.length === 0) return;
    const at = names.findIndex((name, index) => name !== matrix.featureNames[index]);
    if (at >= 0)
      throw new BadMatrix(
        `Feature ${at} of the matrix is "${matrix.featureNames[at]}" and the model's is "${names[at]}": ` +
          'give the features in the order of the model.',
      );
  }

  #checkRange(begin: number, end: number): void {
    const rounds = this.rounds;
    if (!Number.isInteger(begin) || !Number.isInteger(end) || begin < 0 || begin >= end || end > rounds)
      throw new BadTraining(`There are no rounds from ${begin} to before ${end} in a model of ${rounds}.`);
  }
}

/** @throws NotAModel, ModelTooNew, or LibraryError if the file is damaged */
function loadInto(native: NativeXgboost, handle: BoosterHandle, model: Uint8Array): void {
  const writer = modelFileVersion(model);
  if (isNewerFormat(writer, native.version))
    throw new ModelTooNew(showVersion(writer), showVersion(native.version));
  native.load(handle, model);
}
