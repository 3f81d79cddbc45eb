import { createRandom, takeRows } from '@reckit/data';
import { logLoss, mae, permutationImportance, type PermutationImportance } from '@reckit/evaluation';
import type { EmbeddingTable, Engine } from '@reckit/nn';
import { isMeasurable } from '../../importance/is-measurable';
import { columnsOf, rowsToPermute } from '../../importance/permuted-rows';
import { tabularBatches } from '../data/tabular-batches';
import type { Task } from '../tasks/tasks';
import type { NetworkPlan } from './fit-network';
import { predictRows } from './predict-rows';

const BATCH_ROWS = 4096;

/**
 * How much worse a network answers each of its tasks without a feature, by its own prediction.
 *
 * @param table - its embeddings
 * @param rows - not trained on
 * @returns null where there are none
 */
export async function networkImportance(
  { data: { spec, layout, encoded, targets }, outputs }: NetworkPlan,
  engine: Pick<Engine, 'predict'>,
  table: EmbeddingTable | null,
  rows: Uint32Array,
  seed: number,
): Promise<PermutationImportance | null> {
  if (rows.length === 0) return null;
  const chosen = rowsToPermute(rows, spec.features.length);
  const part = { layout, encoded: takeRows(encoded, layout.width, chosen) };
  const batches = tabularBatches(part, table, new Map(), BATCH_ROWS);
  const random = createRandom(seed);
  const all = Uint32Array.from(chosen.keys());
  const tasks = outputs.map(({ task }) => ({
    task,
    actual: takeRows(targets.get(task.label) ?? new Float32Array(), 1, chosen),
  }));
  return permutationImportance(
    { encoded: part.encoded, width: layout.width, features: columnsOf(spec) },
    tasks.map(({ task }) => ({ name: lossName(task, tasks.length > 1), worseIf: 'more' })),
    () => random.uniform(),
    async () => {
      const predicted = await predictRows(engine, batches, all, BATCH_ROWS);
      return tasks.map(({ task, actual }) => {
        const answers = predicted.get(task.name) ?? new Float32Array();
        if (!isMeasurable(actual, answers)) return NaN;
        return task.kind === 'binary' ? logLoss(actual, answers) : mae(actual, answers);
      });
    },
  );
}

function lossName({ name, kind }: Task, isOneOfSeveral: boolean): string {
  const loss = kind === 'binary' ? 'log loss' : 'MAE';
  return isOneOfSeveral ? `${name} ${loss}` : loss;
}
