import { ModelTimes, type PredictionSums } from '../../operations/model-times';
import { PredictionTotals } from './prediction-totals';

function answered(count: number): PredictionSums {
  const times = new ModelTimes();
  for (let i = 0; i < count; i++) {
    times.addAnswered('v1', 1, { input: 0, queue: 0, infer: 0, output: 0 });
  }
  return new Map([['xgb', times.sums]]);
}

function countOf(totals: PredictionTotals<string>): number | undefined {
  return totals.sum.get('xgb')?.get('v1')?.count;
}

test('what a worker has answered counts once, and stays when it has ended', () => {
  const totals = new PredictionTotals<string>();
  totals.note('a', answered(2));
  totals.note('a', answered(3));
  totals.note('b', answered(4));
  expect(countOf(totals)).toBe(7);
  totals.depart('a');
  totals.depart('never known');
  totals.depart('a');
  expect(countOf(totals)).toBe(7);
  totals.note('c', answered(1));
  expect(countOf(totals)).toBe(8);
});
