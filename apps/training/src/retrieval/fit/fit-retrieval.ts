import { evaluateRetrieval, innerProductScorer, ndcgAtK } from '@reckit/evaluation';
import { fit, openEngine, type Engine, type EngineKind, type EngineState, type FitResult } from '@reckit/nn';
import { engineOptions } from '../../networks/fit/fit-network';
import { assertWeightsFit } from '../../networks/fit/embedding-table';
import type { RunOptions } from '../../networks/fit/run-fit';
import type { TrainingSettings } from '../../networks/settings/training-settings';
import { leave } from '../../run/together/part-done';
import { measuredQueries } from '../measured-queries';
import { embed } from '../package/served-side';
import type { RetrievalPlan } from '../retrieval-plan';
import { beginFrom } from './begin-from';

/** A trained network with the weights of its best epoch. */
export interface FittedRetrieval {
  readonly fitted: FitResult;
  readonly engineName: string;
  readonly weights: EngineState;
}

export interface FitRetrievalOptions extends RunOptions {
  readonly engine: EngineKind;
  readonly settings: TrainingSettings;
  readonly epochs: number;
  readonly seed: number;
  /** Epochs without a better NDCG after which to stop; null never stops. */
  readonly patience: number | null;
}

/** The metric of the validation part by which the best epoch is told: of all ranks, so that it moves with each. */
export const BEST_BY = 'ndcg';
const K = 20;
/** For a measurement of a second or two; the one at the end takes longer. */
const AN_EPOCH = { products: 1e9, least: 200 };

/**
 * Trains a network that retrieves. After each epoch queries of the validation part are ranked against the whole
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
  const { settings, patience, engine: kind, ...rest } = options;
  assertWeightsFit(network);
  const engine = await openEngine(kind, network, engineOptions(options));
  const { rows, targets, histories } = measuredQueries(data, plan.dim, AN_EPOCH);
  const validate = async () => {
    const queries = await embed(engine, plan.query, rows, options.signal);
    const items = await itemVectors(engine, plan, options.signal);
    const result = evaluateRetrieval(innerProductScorer({ queries, items, dim: plan.dim }), {
      targets,
      ks: [K],
      ...(data.excludesSeen && { exclude: histories }),
    });
    return { [BEST_BY]: ndcgAtK(result, data.itemIds.length), [`recall_at_${K}`]: result.byK[0].recall };
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
        // So many epochs without a gain there cannot be: they never stop a run.
        earlyStopping: { metric: BEST_BY, mode: 'max' as const, patience: patience ?? options.epochs },
      }),
    });
    leave(options.collective);
    return { fitted, engineName: engine.name, weights: engine.read() };
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
