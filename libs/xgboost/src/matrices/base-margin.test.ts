/** @needs libxgboost */
import { BatchedMatrix } from './batched-matrix';
import { DMatrix } from './dmatrix';
import type { Matrix } from './matrix';
import { SEEDED_FEATURES, seededRows } from '../test-data/seeded-rows';
import { trainXgboost } from '../training/train';

const ROWS = 400;
const MARGIN = 1.5;
const rows = seededRows(ROWS, 1);

const MATRICES = [
  ['a matrix', (baseMargin?: number) => new DMatrix({ ...rows, featureCount: SEEDED_FEATURES, baseMargin })],
  [
    'bins',
    (baseMargin?: number) =>
      new BatchedMatrix({
        batches: [rows],
        featureCount: SEEDED_FEATURES,
        keep: { kind: 'bins' },
        baseMargin,
      }),
  ],
] as const;

/** The margins of all rows by a model that was trained on a matrix, as a matrix without a margin has them. */
async function marginsAfter(train: Matrix, asked: Matrix): Promise<Float32Array> {
  const { booster } = await trainXgboost({ train, rounds: 20, parameters: { nthread: 1, subsample: 1 } });
  const margins = booster.predict(asked, { output: 'margin' });
  booster.close();
  return margins;
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test.each(MATRICES)('%s: what rows begin with is no part of what is learnt', async (_, matrixOf) => {
  const [plain, shifted] = [matrixOf(), matrixOf(MARGIN)];
  const asked = new DMatrix({ ...rows, featureCount: SEEDED_FEATURES });
  const margins = await marginsAfter(plain, asked);
  const below = await marginsAfter(shifted, asked);
  // Trees make up for a margin that is too high for the labels; what is left of it, as they end, is less than half.
  expect(mean(margins) - mean(below)).toBeGreaterThan(0.5 * MARGIN);
  expect(mean(margins) - mean(below)).toBeLessThan(1.25 * MARGIN);
  for (const matrix of [plain, shifted, asked]) matrix.close();
});

test('rows with a margin are answered with it', async () => {
  const [plain, shifted] = [MATRICES[0][1](), MATRICES[0][1](MARGIN)];
  const { booster } = await trainXgboost({ train: plain, rounds: 5, parameters: { nthread: 1 } });
  const [without, withIt] = [plain, shifted].map(matrix => booster.predict(matrix, { output: 'margin' }));
  without.forEach((margin, row) => expect(withIt[row] - margin).toBeCloseTo(MARGIN, 5));
  for (const held of [booster, plain, shifted]) held.close();
});
