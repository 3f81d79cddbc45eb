import { createRandom } from '../random';
import type { SampleOptions, SampleTable } from './sample-table';

/**
 * Click data for the ranking models: seven features and a binary `label`, which is 1 where
 * 5·ctr + 6·cvr + age/1000 + gender/40 + N(0, 0.1) > 0.5. About 94 % of the labels are 1.
 */
export function sampleRankingData({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const ctr = new Float64Array(rows);
  const cvr = new Float64Array(rows);
  const price = new Float64Array(rows);
  const age = new Float64Array(rows);
  const gender = new Float64Array(rows);
  const label = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    ctr[row] = random.uniform(0.01, 0.5);
    cvr[row] = random.uniform(0.001, 0.1);
    price[row] = random.uniform(10, 200);
    age[row] = random.integer(18, 59);
    gender[row] = random.integer(0, 2);
    const score = 5 * ctr[row] + 6 * cvr[row] + age[row] / 1000 + gender[row] / 40 + random.normal(0, 0.1);
    label[row] = score > 0.5 ? 1 : 0;
  }
  return {
    rowCount: rows,
    columns: [
      { name: 'item_ctr', values: ctr },
      { name: 'item_cvr', values: cvr },
      { name: 'item_price', values: price },
      { name: 'user_age', values: age },
      { name: 'user_gender', values: gender },
      { name: 'cross_age_x_ctr', values: age.map((value, row) => value * ctr[row]) },
      { name: 'cross_gender_x_price', values: gender.map((value, row) => value * price[row]) },
      { name: 'label', values: label },
    ],
  };
}
