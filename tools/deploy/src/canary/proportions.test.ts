import { difference, wilson } from './proportions';

test('an interval of Wilson is that of the literature', () => {
  // Newcombe 1998 (two-sided 95 %), table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29.
  const z = 1.959964;
  const rounded = ([hits, of]: readonly number[]): number[] => {
    const { low, high } = wilson({ of, hits }, z);
    return [low, high].map(bound => Number(bound.toFixed(4)));
  };
  expect(
    [
      [81, 263],
      [15, 148],
      [0, 20],
      [1, 29],
    ].map(rounded),
  ).toEqual([
    [0.2553, 0.3662],
    [0.0624, 0.1605],
    [0, 0.1611],
    [0.0061, 0.1718],
  ]);
});

test('so is one for a difference', () => {
  // Newcombe 1998 II, table II, method 10: 56/70 - 48/80, 9/10 - 3/10 and 10/10 - 0/10.
  const z = 1.959964;
  const bounds = [
    difference({ hits: 56, of: 70 }, { hits: 48, of: 80 }, z),
    difference({ hits: 9, of: 10 }, { hits: 3, of: 10 }, z),
    difference({ hits: 10, of: 10 }, { hits: 0, of: 10 }, z),
  ].map(({ low, high }) => [Number(low.toFixed(4)), Number(high.toFixed(4))]);
  expect(bounds).toEqual([
    [0.0524, 0.3339],
    [0.1705, 0.809],
    [0.6075, 1],
  ]);
});

test('of nothing nothing is known', () => {
  expect(wilson({ of: 0, hits: 0 }, 2)).toEqual({ low: 0, high: 1 });
});
