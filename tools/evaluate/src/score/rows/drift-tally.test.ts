import { DriftTally } from './drift-tally';

const numbers = (name: string) => ({
  ...{ name, rows: 8, missing: 0, kind: 'numeric' as const, mean: 2, std: 1, min: 1, max: 4, quantiles: [] },
  histogram: { edges: [2], counts: [4, 4], missing: 0 },
});

test('features that moved are told from those that did not, batch by batch', () => {
  const tally = new DriftTally({
    version: 'v2',
    statistics: [numbers('age'), numbers('price'), numbers('gone')],
  });
  for (let batch = 0; batch < 4; batch++) {
    const values = Float32Array.of(1, 3, 9);
    tally.take(
      new Map([
        ['age', { kind: 'numeric', values }],
        ['price', { kind: 'numeric', values: Float32Array.of(3, 3, 1) }],
      ]),
      [0, 1],
    );
  }
  const { reference, features } = tally.drift();
  expect(reference).toBe('rows that v2 was trained on');
  expect(features.map(({ name }) => name)).toEqual(['age', 'price']);
  expect(features[0].psi).toBe(0);
  expect(features[1].psi).toBeGreaterThan(0.5);
  expect(features[1].bins).toEqual([
    { label: '≤ 2', reference: 0.5, current: 0 },
    { label: '> 2', reference: 0.5, current: 1 },
  ]);
});
