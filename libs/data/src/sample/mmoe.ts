import { createRandom } from '../random';
import { sampleRankingData } from './ranking';
import type { SampleOptions, SampleTable } from './sample-table';

/**
 * Data for models of several tasks: the ranking data of the same seed, with
 * `watch_time` = clip(30·label + Exp(5), 0, 600) in seconds and `gmv` = label·price·U(0.5, 1) + U(0, 10).
 */
export function sampleMmoeData({ rows, seed }: SampleOptions): SampleTable {
  const { columns } = sampleRankingData({ rows, seed });
  const price = numbersOf(columns, 'item_price');
  const label = numbersOf(columns, 'label');
  // A seed of its own: with that of the features, the first draws would be theirs.
  const random = createRandom((seed + 0x6d6d6f65) % Number.MAX_SAFE_INTEGER);
  const watchTime = new Float64Array(rows);
  const gmv = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    watchTime[row] = Math.min(30 * label[row] + random.exponential(5), 600);
    gmv[row] = label[row] * price[row] * random.uniform(0.5, 1) + random.uniform(0, 10);
  }
  return {
    rowCount: rows,
    columns: [...columns, { name: 'watch_time', values: watchTime }, { name: 'gmv', values: gmv }],
  };
}

function numbersOf(columns: SampleTable['columns'], name: string): Float64Array {
  const values = columns.find(column => column.name === name)?.values;
  if (values instanceof Float64Array) return values;
  throw new RangeError(`The ranking data have no numeric column "${name}".`);
}
