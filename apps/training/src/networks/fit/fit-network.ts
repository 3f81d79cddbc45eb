import type { Collective } from '@reckit/collective';
import { takeRows } from '@reckit/data';
import type { PermutationImportance } from '@reckit/evaluation';
import {
  fit,
  openEngine,
  type EmbeddingTable,
  type EngineKind,
  type EngineOptions,
  type EngineState,
  type EvaluationInterval,
  type FitOptions,
  type FitResult,
  type Network,
} from '@reckit/nn';
import type { CalibrationMethod } from '../../calibration/calibrate-flag';
import type { FittedCalibration } from '../../calibration/fit-calibration';
import { leave } from '../../run/together/part-done';
import { assertWeightsFit, newEmbeddingTable } from './embedding-table';
import { networkImportance } from './network-importance';
import type { InitialNetwork } from '../init/initial-network';
import { takeTable } from '../init/take-table';
import { takeWeights } from '../init/take-weights';
import { calibrateAnswers } from './calibrate-answers';
import { predictRows } from './predict-rows';
import { tabularBatches } from '../data/tabular-batches';
import { EncodedRows } from '../data/encoded-rows';
import type { TabularData } from '../data/tabular-data';
import { networkTargets, networkWeights, smoothedTargets, type OutputTask } from '../tasks/task-losses';
import type { TrainingSettings } from '../settings/training-settings';
import { AnswersOnTheWay } from './answers-on-the-way';
import { BY_LOSS, measureOnTheWay, type StoppingMetric } from './stopping-metric';

/** A network, the data to train it on, and what its outputs mean. */
export interface NetworkPlan {
  readonly data: TabularData;
  readonly network: Network;
  /** Numbers in a row of the embedding table. */
  readonly tableDim: number;
  readonly outputs: readonly OutputTask[];
  /** What it goes on from. @default it begins with what its seed gives */
  readonly initial?: InitialNetwork | null;
}

/** How to train it. */
export interface FitNetworkOptions extends Pick<
  FitOptions,
  'epochs' | 'seed' | 'checkpoint' | 'resume' | 'onStep' | 'onEvaluation' | 'signal'
> {
  /** The processes that train it together. @default it trains alone */
  readonly collective?: Collective | undefined;
  readonly engine: EngineKind;
  readonly settings: TrainingSettings;
  /** Evaluations without a better metric after which to stop; null never stops. */
  readonly patience: number | null;
  /** @default the loss */
  readonly stopsBy?: StoppingMetric;
  /** @default each epoch */
  readonly evaluateEvery?: EvaluationInterval;
  /** How answers that are probabilities are calibrated on the measured rows. @default they are not */
  readonly calibrate?: CalibrationMethod | undefined;
  /** How far labels are moved from 0 and 1 towards the share of positives. @default 0 */
  readonly labelSmoothing?: number;
}

/** A trained network with the weights of its best evaluation, and what it answers on the measured rows. */
export interface FittedNetwork {
  readonly fitted: FitResult;
  /** What told the best weights. */
  readonly stopsBy: StoppingMetric;
  readonly engineName: string;
  readonly weights: EngineState;
  readonly table: EmbeddingTable | null;
  /** Labels and amounts of the measured rows, by target. */
  readonly actual: ReadonlyMap<string, Float32Array>;
  /** Weights of the measured rows, by column; none where all count alike. */
  readonly measuredWeights: ReadonlyMap<string, Float32Array>;
  /** Of the outputs that are calibrated. */
  readonly calibrations: ReadonlyMap<string, FittedCalibration>;
  /** Answers on the measured rows, by output, calibrated where that is asked for. */
  readonly predicted: ReadonlyMap<string, Float32Array>;
  /** What its features are worth on some of them. */
  readonly importance: PermutationImportance;
}

const PREDICTION_ROWS = 4096;
/** Evaluations without a gain that no run reaches: it is not stopped. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * Trains a network on the training part of its data, measured on the validation part after each epoch, or more often.
 * Where nothing is held out, it is the last epoch that counts.
 *
 * @throws BadTrainingRun, NnError
 * @throws PartDone in all but the first of the processes that train it
 */
export async function fitNetwork(plan: NetworkPlan, options: FitNetworkOptions): Promise<FittedNetwork> {
  const { data, network, outputs, initial } = plan;
  const { settings, patience, stopsBy = BY_LOSS, calibrate, labelSmoothing = 0, ...rest } = options;
  const { split, measured } = data;
  assertWeightsFit(network);
  const table = embeddingTable(plan, options);
  const engine = await openEngine(options.engine, network, engineOptions(options));
  try {
    if (initial) {
      const [{ name: signature }] = initial.manifest.signatures;
      engine.write(takeWeights(initial, network, engine.read()));
      if (table) takeTable(initial, signature, table, data.layout);
      initial.release();
    }
    const prediction = tabularBatches(data, table, new Map(), PREDICTION_ROWS);
    const predict = (signal?: AbortSignal) =>
      predictRows(engine, prediction, measured, PREDICTION_ROWS, signal);
    const ofMeasured = (columns: ReadonlyMap<string, Float32Array>) =>
      new Map([...columns].map(([name, values]) => [name, takeRows(values, 1, measured)]));
    const actual = ofMeasured(data.targets);
    const measuredWeights = ofMeasured(data.weights);
    const weights = networkWeights(outputs, data.weights, split.train);
    const targets = networkTargets(outputs, data.targets);
    const smoothing = { share: labelSmoothing, train: split.train };
    const inputs = new Map([...smoothedTargets(outputs, targets, weights, smoothing), ...weights]);
    const answersOnTheWay = new AnswersOnTheWay();
    const fitted = await fit({
      ...rest,
      ...tabularBatches(data, table, inputs, settings.batchSize),
      engine,
      rows: split.train,
      ...(data.encoded instanceof EncodedRows && { windows: data.encoded.windows }),
      batchSize: settings.batchSize,
      learningRate: settings.learningRate,
      ...(split.validation.length > 0 && {
        validate: async () => {
          const answers = answersOnTheWay.noted(await predict(options.signal));
          return measureOnTheWay(plan, stopsBy, actual, answers, measuredWeights);
        },
        onBest: () => answersOnTheWay.keep(),
        earlyStopping: { metric: stopsBy.name, mode: stopsBy.mode, patience: patience ?? NEVER },
      }),
    });
    leave(options.collective);
    const predicted = answersOnTheWay.ofBest ?? (await predict());
    const answers = { actual, measuredWeights, predicted };
    const calibrations = calibrateAnswers(outputs, answers, calibrate);
    const calibratedAnswers = [...calibrations].map(
      ([output, { answers: of }]) => [output, of.calibrated] as const,
    );
    return {
      fitted,
      stopsBy,
      engineName: engine.name,
      weights: engine.read(),
      table,
      actual,
      measuredWeights,
      calibrations,
      predicted: new Map([...answers.predicted, ...calibratedAnswers]),
      importance: await networkImportance(plan, engine, table, { seed: options.seed, calibrations }),
    };
  } finally {
    await engine.close();
  }
}

/** The options of the engine that trains. */
export function engineOptions({
  settings,
  seed,
}: Pick<FitNetworkOptions, 'settings' | 'seed'>): EngineOptions {
  const { optimizer, clipNorm, threads } = settings;
  return { optimizer, seed, threads, ...(clipNorm !== null && { clipNorm }) };
}

/** The embeddings of all categories and sequences; null for a network of numbers alone. */
function embeddingTable(
  { data: { layout }, tableDim }: NetworkPlan,
  { settings, seed }: FitNetworkOptions,
): EmbeddingTable | null {
  const { tableRows: rows } = layout;
  if (rows === 0) return null;
  const { tableOptimizer: optimizer, embeddings } = settings;
  return newEmbeddingTable({ name: 'fields', rows, dim: tableDim, optimizer, seed }, embeddings);
}
