import { compareVersions } from './compare-versions';
import type { ComparedMetric } from '../gate/compared-metric';

const QUERIES = 200;

function compared(
  current: readonly number[],
  challenger: readonly number[],
  users: Int32Array | null = null,
) {
  const found = compareVersions({
    rowCount: current.length,
    outputs: [
      {
        task: null,
        kind: 'rank',
        truths: new Float32Array(current.length),
        current: Float32Array.from(current),
        challenger: Float32Array.from(challenger),
        weights: null,
      },
    ],
    users,
  });
  return (name: string): ComparedMetric => {
    const metric = found.find(each => each.metric === name);
    if (!metric) throw new Error(`There is no ${name}.`);
    return metric;
  };
}

test('ranks are told by the share within the first k, and by how far on top', () => {
  const metric = compared([1, 10, 11, 0], [1, 2, 3, 101]);
  expect(metric('recall_at_10')).toMatchObject({ current: 0.5, challenger: 0.75, better: 'higher' });
  expect(metric('recall_at_20')).toMatchObject({ current: 0.75, challenger: 0.75 });
  expect(metric('recall_at_100').challenger).toBe(0.75);
  expect(metric('ndcg_at_10').current).toBeCloseTo((1 + 1 / Math.log2(11)) / 4, 12);
  expect(metric('mrr').challenger).toBeCloseTo((1 + 1 / 2 + 1 / 3 + 1 / 101) / 4, 12);
});

test('what a version never finds counts as missed', () => {
  const metric = compared([0, 0], [0, 1]);
  for (const name of ['recall_at_100', 'ndcg_at_100', 'mrr']) {
    expect(metric(name)).toMatchObject({ current: 0, challenger: 0.5 });
  }
});

test('queries of one user come and go together, which makes the interval wider', () => {
  const current = Array.from({ length: QUERIES }, (_, query) => (Math.floor(query / 10) % 2 ? 1 : 50));
  const challenger = Array.from({ length: QUERIES }, (_, query) => (Math.floor(query / 10) % 3 ? 1 : 50));
  const widthOf = ({ interval }: ComparedMetric): number => (interval ? interval.high - interval.low : NaN);
  const alone = widthOf(compared(current, challenger)('recall_at_20'));
  const users = Int32Array.from({ length: QUERIES }, (_, query) => Math.floor(query / 10));
  expect(widthOf(compared(current, challenger, users)('recall_at_20'))).toBeGreaterThan(1.5 * alone);
});
