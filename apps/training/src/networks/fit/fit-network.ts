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
  type FitOptions,
  type FitResult,
  type Network,
} from '@reckit/nn';
import { leave } from '../../run/together/part-done';
import { assertWeightsFit, newEmbeddingTable } from './embedding-table';
import { networkImportance } from './network-importance';
import type { InitialNetwork } from '../init/initial-network';
import { takeTable } from '../init/take-table';
import { takeWeights } from '../init/take-weights';
import { predictRows } from './predict-rows';
import { tabularBatches } from '../data/tabular-batches';
import { EncodedRows } from '../data/encoded-rows';
import type { TabularData } from '../data/tabular-data';
import { networkTargets, networkWeights, weightedLoss, type OutputTask } from '../tasks/task-losses';
import type { TrainingSettings } from '../settings/training-settings';

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
  'epochs' | 'seed' | 'checkpoint' | 'resume' | 'onStep' | 'onEpoch' | 'signal'
> {
  /** The processes that train it together. @default it trains alone */
  readonly collective?: Collective | undefined;
  readonly engine: EngineKind;
  readonly settings: TrainingSettings;
  /** Epochs without a better validation loss after which to stop; null never stops. */
  readonly patience: number | null;
}

/** A trained network with the weights of its best epoch, and what it answers on the measured rows. */
export interface FittedNetwork {
  readonly fitted: FitResult;
  readonly engineName: string;
  readonly weights: EngineState;
  readonly table: EmbeddingTable | null;
  /** Labels and amounts of the measured rows, by target. */
  readonly actual: ReadonlyMap<string, Float32Array>;
  /** Weights of the measured rows, by column; none where all count alike. */
  readonly measuredWeights: ReadonlyMap<string, Float32Array>;
  /** Answers on the measured rows, by output. */
  readonly predicted: ReadonlyMap<string, Float32Array>;
  /** What its features are worth on some of them. */
  readonly importance: PermutationImportance;
}

const PREDICTION_ROWS = 4096;

/**
 * Trains a network on the training part of its data, measured on the validation part after each epoch. Where nothing is
 * held out, it is the last epoch that counts.
 *
 * @throws BadTrainingRun, NnError
 * @throws PartDone in all but the first of the processes that train it
 */
export async function fitNetwork(plan: NetworkPlan, options: FitNetworkOptions): Promise<FittedNetwork> {
  const { data, network, outputs, initial } = plan;
  const { settings, patience, ...rest } = options;
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
    const inputs = new Map([
      ...networkTargets(outputs, data.targets),
      ...networkWeights(outputs, data.weights, split.train),
    ]);
    const fitted = await fit({
      ...rest,
      ...tabularBatches(data, table, inputs, settings.batchSize),
      engine,
      rows: split.train,
      ...(data.encoded instanceof EncodedRows && { windows: data.encoded.windows }),
      batchSize: settings.batchSize,
      learningRate: settings.learningRate,
      ...(split.validation.length > 0 && {
        validate: async () => ({
          loss: weightedLoss(outputs, actual, await predict(options.signal), measuredWeights),
        }),
        // So many epochs without a gain there cannot be: they never stop a run.
        earlyStopping: { metric: 'loss', mode: 'min' as const, patience: patience ?? options.epochs },
      }),
    });
    leave(options.collective);
    const predicted = await predict();
    return {
      fitted,
      engineName: engine.name,
      weights: engine.read(),
      table,
      actual,
      measuredWeights,
      predicted,
      importance: await networkImportance(plan, engine, table, options.seed),
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
  return newEmbeddingTable({ name: 'fields', rows, dim: tableDim, optimizer: settings.tableOptimizer, seed });
}
