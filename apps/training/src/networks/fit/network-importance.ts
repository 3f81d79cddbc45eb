import { createRandom, takeRows } from '@reckit/data';
import { logLoss, mae, permutationImportance, type PermutationImportance } from '@reckit/evaluation';
import type { EmbeddingTable, Engine } from '@reckit/nn';
import { calibrated } from '../../calibration/fit-calibration';
import { logOddsOf } from '../../calibration/log-odds';
import { isMeasurable } from '../../importance/is-measurable';
import { permutedColumns, rowsToPermute } from '../../importance/permuted-rows';
import { tabularBatches } from '../data/tabular-batches';
import type { Task } from '../tasks/tasks';
import type { FittedNetwork, NetworkPlan } from './fit-network';
import { predictRows } from './predict-rows';

const BATCH_ROWS = 4096;

/**
 * How much worse a network answers each of its tasks without a feature, by its own prediction.
 *
 * @param table - its embeddings
 * @param calibrations - of its answers
 */
export async function networkImportance(
  { data: { spec, layout, encoded, targets, weights, measured }, outputs }: NetworkPlan,
  engine: Pick<Engine, 'predict'>,
  table: EmbeddingTable | null,
  { seed, calibrations }: { readonly seed: number; readonly calibrations: FittedNetwork['calibrations'] },
): Promise<PermutationImportance> {
  const chosen = rowsToPermute(measured, spec.features.length);
  const part = { layout, encoded: encodedRowsOf(encoded, layout.width, chosen) };
  const batches = tabularBatches(part, table, new Map(), BATCH_ROWS);
  const random = createRandom(seed);
  const all = Uint32Array.from(chosen.keys());
  const tasks = outputs.map(({ task }) => ({
    task,
    actual: takeRows(targets.get(task.label) ?? new Float32Array(), 1, chosen),
    weights: weightsOf(task, weights, chosen),
  }));
  return permutationImportance(
    { encoded: part.encoded, width: layout.width, ...permutedColumns(spec) },
    tasks.map(({ task }) => ({ name: lossName(task, tasks.length > 1), worseIf: 'more' })),
    () => random.uniform(),
    async () => {
      const predicted = await predictRows(engine, batches, all, BATCH_ROWS);
      return tasks.map(({ task, actual, weights: ofRows }) => {
        const given = predicted.get(task.name) ?? new Float32Array();
        const calibration = calibrations.get(task.name);
        const answers = calibration ? calibrated(calibration.map, logOddsOf(given)) : given;
        if (!isMeasurable(actual, answers, ofRows)) return NaN;
        return task.kind === 'binary' ? logLoss(actual, answers, ofRows) : mae(actual, answers, ofRows);
      });
    },
  );
}

function encodedRowsOf(
  encoded: NetworkPlan['data']['encoded'],
  width: number,
  rows: Uint32Array,
): Float32Array<ArrayBuffer> {
  if (encoded instanceof Float32Array) return takeRows(encoded, width, rows);
  const taken = new Float32Array(rows.length * width);
  encoded.copyRows(rows, taken);
  return taken;
}

function weightsOf(
  { weight_col: column }: Task,
  weights: ReadonlyMap<string, Float32Array>,
  rows: Uint32Array,
): Float32Array | undefined {
  const ofRows = column === undefined ? undefined : weights.get(column);
  return ofRows && takeRows(ofRows, 1, rows);
}

function lossName({ name, kind }: Task, isOneOfSeveral: boolean): string {
  const loss = kind === 'binary' ? 'log loss' : 'MAE';
  return isOneOfSeveral ? `${name} ${loss}` : loss;
}
