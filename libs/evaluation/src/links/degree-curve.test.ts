import { degreeCurve } from './degree-curve';

test('each degree has the share of nodes with as many neighbours or more', () => {
  expect(degreeCurve([1, 3, 0, 1, 2, 1])).toEqual([
    { degree: 1, share: 1 },
    { degree: 2, share: 0.4 },
    { degree: 3, share: 0.2 },
  ]);
});

test('many degrees are thinned, and the greatest stays', () => {
  const points = degreeCurve(Array.from({ length: 5_000 }, (_, node) => node + 1));
  expect(points.length).toBeLessThan(200);
  expect(points[0]).toEqual({ degree: 1, share: 1 });
  expect(points.at(-1)).toEqual({ degree: 5_000, share: 1 / 5_000 });
});

test('a graph without edges has no curve', () => expect(degreeCurve([0, 0])).toEqual([]));
