import { innerProductScorer } from '@reckit/evaluation';
import {
  fit,
  openEngine,
  type Engine,
  type EngineKind,
  type EngineState,
  type EvaluationInterval,
  type FitResult,
} from '@reckit/nn';
import { engineOptions, NEVER } from '../../networks/fit/fit-network';
import { assertWeightsFit } from '../../networks/fit/embedding-table';
import type { RunOptions } from '../../networks/fit/run-fit';
import type { TrainingSettings } from '../../networks/settings/training-settings';
import { leave } from '../../run/together/part-done';
import { measuredQueries } from '../measured-queries';
import { embed } from '../package/served-side';
import type { RetrievalPlan } from '../retrieval-plan';
import { beginFrom } from './begin-from';
import { measureOnTheWay, type RetrievalStoppingMetric } from './stopping-metric';

/** A trained network with the weights of its best evaluation. */
export interface FittedRetrieval {
  readonly fitted: FitResult;
  /** What told the best weights. */
  readonly stopsBy: RetrievalStoppingMetric;
  readonly engineName: string;
  readonly weights: EngineState;
}

export interface FitRetrievalOptions extends RunOptions {
  readonly engine: EngineKind;
  readonly settings: TrainingSettings;
  readonly epochs: number;
  readonly seed: number;
  /** Evaluations without a better metric after which to stop; null never stops. */
  readonly patience: number | null;
  readonly stopsBy: RetrievalStoppingMetric;
  readonly evaluateEvery: EvaluationInterval;
}

/** For a measurement of a second or two; the one at the end takes longer. */
const AN_EPOCH = { products: 1e9, least: 200 };

/**
 * Trains a network that retrieves. After each epoch, or more often, queries of the validation part are ranked against the whole
 * catalogue; where nothing is held out, it is the last epoch that counts.
 *
 * @throws BadTrainingRun, NnError
 * @throws PartDone in all but the first of the processes that train it
 */
export async function fitRetrieval(
  plan: RetrievalPlan,
  options: FitRetrievalOptions,
): Promise<FittedRetrieval> {
  const { network, data } = plan;
  const { settings, patience, stopsBy, engine: kind, ...rest } = options;
  assertWeightsFit(network);
  const engine = await openEngine(kind, network, engineOptions(options));
  const { rows, targets, histories } = measuredQueries(data, plan.dim, AN_EPOCH);
  const validate = async () => {
    const queries = await embed(engine, plan.query, rows, options.signal);
    const items = await itemVectors(engine, plan, options.signal);
    return measureOnTheWay(
      innerProductScorer({ queries, items, dim: plan.dim }),
      { targets, ...(data.excludesSeen && { exclude: histories }) },
      stopsBy,
    );
  };
  try {
    if (plan.initial) engine.write(beginFrom(plan.initial, plan, engine.read()));
    const fitted = await fit({
      ...rest,
      ...plan.trainingBatches(settings.batchSize),
      engine,
      rows: data.split.train,
      batchSize: settings.batchSize,
      learningRate: settings.learningRate,
      ...(data.split.validation.length > 0 && {
        validate,
        earlyStopping: { metric: stopsBy.name, mode: 'max' as const, patience: patience ?? NEVER },
      }),
    });
    leave(options.collective);
    return { fitted, stopsBy, engineName: engine.name, weights: engine.read() };
  } finally {
    await engine.close();
  }
}

async function itemVectors(
  engine: Engine,
  { items, data }: RetrievalPlan,
  signal?: AbortSignal,
): Promise<Float32Array> {
  if (items.kind === 'learnt') return items.vectorsIn(engine.read());
  return embed(engine, items.side, Uint32Array.from(data.itemIds.keys()), signal);
}
