import { InvalidCheckpoint, InvalidTraining, StoppedElsewhere } from '../errors';
import type { EmbeddingTable } from '../tables/embedding-table';
import { Agreement } from '../together/agreement';
import { BestWeights } from './stopping/best-weights';
import { checkFitOptions } from './check-fit-options';
import { writeCheckpoint, type Checkpoint } from './checkpoints/checkpoint';
import { afterEvaluation } from './stopping/early-stopping';
import { EpochOrder } from './order/epoch-order';
import { EACH_EPOCH, evaluatedSteps } from './stopping/evaluation-interval';
import type { CheckpointOptions, FitOptions, FitResult } from './fit-options';
import type { EvaluationReport, Progress } from './progress';
import { EpochRunner } from './run-epoch';
import { WindowedOrder } from './order/windowed-order';

/**
 * Trains a network: epochs of shuffled batches, embedding rows looked up before each step and updated after it,
 * a measurement after each epoch, or more often. Each epoch's order follows from the seed and its number, so that a
 * training resumed from a checkpoint ends with the same bits as one that ran through. Nothing grows with the number of
 * epochs but the history.
 *
 * A training that its signal ends writes a checkpoint first, if it writes any: of the step at which it is, in the
 * midst of an epoch too.
 *
 * With early stopping, engine and tables have the weights of the best evaluation afterwards.
 *
 * @throws TrainingDiverged if the loss is no longer a finite number
 * @throws InvalidTraining for options that cannot be met
 * @throws InvalidCheckpoint if `resume` does not fit the engine and the tables
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  checkFitOptions(options);
  const { engine, epochs, earlyStopping, onEvaluation, signal, collective } = options;
  const tables = Object.values(options.lookups ?? {}).map(({ table }) => table);
  const best = new BestWeights(engine, tables);
  const isFirst = collective === undefined || collective.rank === 0;
  const checkpoint = isFirst ? options.checkpoint : undefined;
  if (isFirst && options.resume) restore(options.resume, options, tables, best);
  const agreement = collective && new Agreement(collective, engine, tables);
  const before = (isFirst && options.resume?.progress) || { history: [], stopping: null };
  const resumed = agreement ? await agreement.begin(before) : before;

  const runner = new EpochRunner(options);
  const { stepsPerEpoch } = runner;
  const measuredAfter = evaluatedSteps(options.evaluateEvery ?? EACH_EPOCH, stepsPerEpoch);
  const orderOf = epochOrders(options);
  const history = [...resumed.history];
  let begun = resumed.underway;
  let stopping = (earlyStopping && resumed.stopping) ?? null;
  const isOver = () =>
    stopping !== null && stopping.evaluationsWithoutGain >= (earlyStopping?.patience ?? Infinity);
  let lastWriteMs = performance.now();

  for (let step = history.at(-1)?.step ?? 0; step < epochs * stepsPerEpoch && !isOver();) {
    const begin = step % stepsPerEpoch;
    const epoch = (step - begin) / stepsPerEpoch + 1;
    const end = measuredAfter.find(evaluated => evaluated > begin) ?? stepsPerEpoch;
    const trainAndMeasure = async () => {
      const loss = await runner.run(epoch, { begin, end }, orderOf(epoch), begun);
      await agreement?.assertSameWeights(step + end - begin);
      const metrics = agreement ? await agreement.measure(() => measure(options), signal) : measure(options);
      return { loss, metrics: await metrics };
    };
    const { loss, metrics } = await trainAndMeasure().catch(async (error: unknown) => {
      const wasTold = error instanceof StoppedElsewhere || (signal?.aborted && error === signal.reason);
      if (checkpoint && wasTold) {
        await write(checkpoint, { history, stopping, underway: runner.underway }, options, tables, best);
      }
      throw error;
    });
    begun = undefined;
    step += end - begin;
    const report: EvaluationReport = { epoch: step / stepsPerEpoch, step, loss, metrics };
    history.push(report);
    if (earlyStopping) {
      stopping = afterEvaluation(
        earlyStopping,
        stopping,
        report.epoch,
        scoreOf(metrics, earlyStopping.metric),
      );
      if (isFirst && stopping?.bestEpoch === report.epoch) {
        best.keep();
        options.onBest?.();
      }
    }
    if (checkpoint && performance.now() - lastWriteMs >= checkpoint.everyMs) {
      await write(checkpoint, { history, stopping }, options, tables, best);
      lastWriteMs = performance.now();
    }
    onEvaluation?.(report);
  }
  // Before the weights are those of the best evaluation.
  if (checkpoint?.atTheEnd) await write(checkpoint, { history, stopping }, options, tables, best);
  const stoppedEarly = isOver();
  best.restore();
  return { history, best: stopping, stoppedEarly };
}

/** The order of the rows in an epoch, shuffled once for all of its parts. */
function epochOrders({ rows, seed, windows }: FitOptions): (epoch: number) => Uint32Array {
  const order = windows ? new WindowedOrder(rows, seed, windows) : new EpochOrder(rows, seed);
  let shuffled: { readonly epoch: number; readonly rows: Uint32Array } | null = null;
  return epoch => {
    if (shuffled?.epoch !== epoch) shuffled = { epoch, rows: order.shuffle(epoch) };
    return shuffled.rows;
  };
}

function restore(
  resume: Checkpoint,
  { engine, earlyStopping }: FitOptions,
  tables: readonly EmbeddingTable[],
  best: BestWeights,
): void {
  engine.write(resume.engine);
  for (const table of tables) {
    const state = resume.tables.get(table.name);
    if (state === undefined) {
      throw new InvalidCheckpoint(
        `${resume.file}: has no table "${table.name}", so it is of another network. Start without --resume.`,
      );
    }
    table.write(state);
  }
  if (earlyStopping && resume.best) best.resume(resume.best);
}

async function measure({ validate }: FitOptions): Promise<EvaluationReport['metrics']> {
  const metrics = Object.entries((await validate?.()) ?? {});
  // A checkpoint is JSON, which has no NaN.
  return Object.fromEntries(metrics.map(([name, value]) => [name, Number.isFinite(value) ? value : null]));
}

function scoreOf(metrics: EvaluationReport['metrics'], metric: string): number | null {
  if (metric in metrics) return metrics[metric];
  throw new InvalidTraining(
    `Early stopping looks at "${metric}", which validate does not measure: it has ${Object.keys(metrics).join(', ')}.`,
  );
}

async function write(
  { file, fingerprint }: CheckpointOptions,
  progress: Progress,
  { engine }: FitOptions,
  tables: readonly EmbeddingTable[],
  best: BestWeights,
): Promise<void> {
  await writeCheckpoint(file, {
    fingerprint,
    progress,
    engine: engine.read(),
    tables: new Map(tables.map(table => [table.name, table.read()])),
    best: best.kept,
  });
}
