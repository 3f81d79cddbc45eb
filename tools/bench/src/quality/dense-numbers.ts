import { createRandom, type SampleOptions, type SampleTable } from '@reckit/data';

const NUMBERS = 10;

/** Ten numbers, of which eight say something: by waves, thresholds, squares and products, with noise. */
export function denseNumbers({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const columns = Array.from({ length: NUMBERS }, (_, i) => ({
    name: `x${i + 1}`,
    values: Float64Array.from({ length: rows }, () => random.normal()),
  }));
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const x = columns.map(({ values }) => values[row]);
    const logit =
      1.2 * Math.sin(2 * x[0]) +
      x[1] * x[2] +
      (x[3] > 0.5 ? 0.8 : 0) -
      0.5 * x[4] ** 2 +
      0.5 * x[5] -
      0.4 * x[6] * x[7];
    return random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return { rowCount: rows, columns: [...columns, { name: 'label', values: labels }] };
}
