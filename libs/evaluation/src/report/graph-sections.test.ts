import { degreeCurve } from '../links/degree-curve';
import { trainingReport } from './training-report';

const RUN = { model: 'graph_recall', version: 'v1', createdAt: '2026-01-02T03:04:05Z', facts: [] };

test('links stand beside the baselines, with how many pairs there were', () => {
  const html = trainingReport({
    ...RUN,
    links: {
      methods: [
        { name: 'node2vec', auc: 0.91234, averagePrecision: 0.9 },
        { name: 'Adamic-Adar', auc: 0.8, averagePrecision: 0.81111 },
      ],
      roc: null,
      linked: 1_234,
      unlinked: 1_230,
    },
  });
  expect(html).toContain('<th scope="row">node2vec</th><td>0.91234</td><td>0.90000</td>');
  expect(html).toContain('<th scope="row">Adamic-Adar</th><td>0.80000</td><td>0.81111</td>');
  expect(html).toContain('1,234 pairs of neighbours that were held out, beside 1,230 pairs that are none');
});

test.each([
  ['some', [1, 1, 2, 3, 50, 400]],
  ['one', [2, 2, 2]],
])('the degrees of nodes are drawn: %s', (_, degrees) => {
  const html = trainingReport({ ...RUN, degrees: degreeCurve(degrees) });
  expect(html).toContain('<h2>Neighbours of a node</h2>');
  expect(html).not.toMatch(/NaN|Infinity/);
});

test('without edges there is nothing to draw', () => {
  expect(trainingReport({ ...RUN, degrees: degreeCurve([0]) })).not.toContain('Neighbours of a node');
});
