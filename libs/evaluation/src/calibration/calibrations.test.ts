import fc from 'fast-check';
import { mapLogOdds } from '../../testing/map-log-odds';
import { auc } from '../probabilities/auc';
import { logLoss } from '../probabilities/probability-metrics';
import { fitIsotonic } from './fit-isotonic';
import { fitPlatt } from './fit-platt';
import type { LogOddsMap } from './log-odds-map';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Numbers from 0 to 1 that are always the same. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Rows with the probability of `truth`, of which a model says that they have the log-odds of `told`. */
function rowsOf(count: number, told: (z: number) => number, seed = 7, base = -1) {
  const next = numbers(seed);
  const z = Array.from({ length: count }, () => base + 4 * (next() + next() + next() - 1.5));
  return { z, labels: z.map(value => Number(next() < sigmoid(value))), logOdds: z.map(told) };
}

const answersOf = (map: LogOddsMap, logOdds: readonly number[]) =>
  logOdds.map(value => sigmoid(mapLogOdds(map, value)));

const FITS = [
  ['isotonic', fitIsotonic],
  ['platt', fitPlatt],
] as const;
const DISTORTED = [
  ['too sure', (z: number) => 3 * z],
  ['too high', (z: number) => z + 3],
  ['hardly sure', (z: number) => 0.2 * z - 1],
] as const;

describe.each(FITS)('%s', (name, fit) => {
  test.each(DISTORTED)('mends answers that are %s, on other rows too', (_, told) => {
    const { labels, logOdds } = rowsOf(20_000, told);
    const others = rowsOf(20_000, told, 99);
    const map = fit(labels, logOdds);
    const truth = logLoss(
      others.labels,
      others.z.map(value => sigmoid(value)),
    );
    const before = logLoss(
      others.labels,
      others.logOdds.map(value => sigmoid(value)),
    );
    const after = logLoss(others.labels, answersOf(map, others.logOdds));
    expect(before - truth).toBeGreaterThan(0.05);
    expect(after - truth).toBeLessThan(0.002);
    expect(auc(others.labels, answersOf(map, others.logOdds))).toBeCloseTo(
      auc(others.labels, others.logOdds) ?? NaN,
      9,
    );
  });

  test('never turns two answers round, and is finite, whatever the rows', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            label: fc.constantFrom(0, 1),
            score: fc.double({ min: -20, max: 20, noNaN: true }),
            weight: fc.constantFrom(1, 2, 0.25),
          }),
          { minLength: 1, maxLength: 60 },
        ),
        rows => {
          const { at, to, before, after } = fit(
            rows.map(({ label }) => label),
            rows.map(({ score }) => score),
            rows.map(({ weight }) => weight),
          );
          expect([...at, ...to, before, after].every(Number.isFinite)).toBe(true);
          expect(Math.min(before, after)).toBeGreaterThan(0);
          expect(at).toHaveLength(to.length);
          at.forEach((point, i) => {
            if (i === 0) return;
            expect(point).toBeGreaterThan(at[i - 1]);
            expect(to[i]).toBeGreaterThan(to[i - 1]);
          });
        },
      ),
      { numRuns: 300 },
    ));

  test('weights count as rows do', () => {
    const { labels, logOdds } = rowsOf(400, z => 2 * z);
    const twice = labels.map((_, row) => (row % 3 === 0 ? 2 : 1));
    const repeated = labels.flatMap((_, row) => (row % 3 === 0 ? [row, row] : [row]));
    const weighted = fit(labels, logOdds, twice);
    const listed = fit(
      repeated.map(row => labels[row]),
      repeated.map(row => logOdds[row]),
    );
    expect(name === 'platt' ? weighted.at : weighted.at.slice(1, -1)).toEqual(
      (name === 'platt' ? listed.at : listed.at.slice(1, -1)).map(at => expect.closeTo(at, 9)),
    );
    expect(weighted.to.slice(1, -1)).toEqual(listed.to.slice(1, -1).map(to => expect.closeTo(to, 9)));
  });
});

test('no line is likelier than that of Platt', () => {
  const { labels, logOdds } = rowsOf(3_000, z => 2 * z + 1);
  const line = fitPlatt(labels, logOdds);
  expect(line.before).toBeCloseTo(0.5, 1);
  expect(Math.abs(line.to[0] + 0.5)).toBeLessThan(0.15);
  const positives = labels.filter(label => label === 1).length;
  const targets = [1 / (labels.length - positives + 2), (positives + 1) / (positives + 2)];
  const lossOf = (slope: number, intercept: number) =>
    logOdds.reduce((sum, x, row) => {
      const p = sigmoid(slope * x + intercept);
      const target = targets[labels[row]];
      return sum - target * Math.log(p) - (1 - target) * Math.log(1 - p);
    }, 0);
  const least = lossOf(line.before, line.to[0]);
  for (const [slope, intercept] of [
    [0.001, 0],
    [-0.001, 0],
    [0, 0.001],
    [0, -0.001],
    [0.001, -0.001],
  ]) {
    expect(lossOf(line.before + slope, line.to[0] + intercept)).toBeGreaterThan(least);
  }
});

test('answers that say the opposite are not turned round by Platt', () => {
  const { labels, logOdds } = rowsOf(2_000, z => -z);
  const line = fitPlatt(labels, logOdds);
  expect(line.before).toBe(0.01);
  const mean = answersOf(line, logOdds).reduce((sum, p) => sum + p, 0) / labels.length;
  expect(mean).toBeCloseTo(labels.filter(label => label === 1).length / labels.length, 2);
});

test('isotonic points lie apart, and each stands for a hundredth of the rows', () => {
  const { labels, logOdds } = rowsOf(20_000, z => 2 * z);
  const { at } = fitIsotonic(labels, logOdds);
  expect(at.length).toBeGreaterThan(5);
  expect(at.length).toBeLessThanOrEqual(100);
  at.forEach((point, i) => i > 0 && expect(point - at[i - 1]).toBeGreaterThanOrEqual(0.1));
});

test('rows that are all of one label are answered by a small chance of the other', () => {
  for (const fit of [fitIsotonic, fitPlatt]) {
    const map = fit(
      new Array<number>(50).fill(0),
      Array.from({ length: 50 }, (_, row) => row / 10),
    );
    const [answer] = answersOf(map, [2.5]);
    expect(answer).toBeGreaterThan(0);
    expect(answer).toBeLessThan(0.05);
  }
});
