import { parseEvaluation } from './evaluation';

test('metrics by set, in order, with names that hold the separators', () => {
  const sets = parseEvaluation('[7]\ttrain-auc:0.9\ttrain-ndcg@5-:0.25\tvalidation-auc:0.8');
  expect([...sets.keys()]).toEqual(['train', 'validation']);
  expect([...(sets.get('train') ?? [])]).toEqual([
    ['auc', 0.9],
    ['ndcg@5-', 0.25],
  ]);
  expect(sets.get('validation')?.get('auc')).toBe(0.8);
});

test('numbers as C++ prints them', () => {
  const values = parseEvaluation('[0]\ttrain-a:1e-05\ttrain-b:inf\ttrain-c:-inf\ttrain-d:nan').get('train');
  expect([...(values?.values() ?? [])]).toEqual([1e-5, Infinity, -Infinity, NaN]);
});

test('no metric, no sets', () => {
  expect(parseEvaluation('[3]').size).toBe(0);
});
