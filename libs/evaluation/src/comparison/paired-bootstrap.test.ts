import { MetricInputError } from '../errors';
import { pairedBootstrap } from './paired-bootstrap';
import { resampledMean } from './resampled-metric';

/** Park and Miller's generator, enough for tests. */
function seeded(seed: number): { uniform(): number; integer(low: number, high: number): number } {
  let state = seed;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return { uniform, integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)) };
}

const ownGroups = (rows: number): Uint32Array => Uint32Array.from({ length: rows }, (_, row) => row);

describe('pairedBootstrap', () => {
  it('has the interval of the normal approximation for means of many rows', () => {
    const random = seeded(7);
    const before = Array.from({ length: 2_000 }, () => random.uniform());
    const after = before.map(value => value + 0.01 + 0.2 * (random.uniform() - 0.5));
    const found = pairedBootstrap({
      current: resampledMean(before),
      challenger: resampledMean(after),
      groupOfRow: ownGroups(2_000),
      random,
    });
    const mean = after.reduce((sum, value, i) => sum + value - before[i], 0) / 2_000;
    // The noise is uniform over 0.2, whose deviation is 0.2 / sqrt(12).
    const half = (1.96 * 0.2) / Math.sqrt(12) / Math.sqrt(2_000);
    expect(found?.difference).toBeCloseTo(mean, 10);
    expect(found?.low).toBeGreaterThan(mean - 1.2 * half);
    expect(found?.low).toBeLessThan(mean - 0.8 * half);
    expect(found?.high).toBeGreaterThan(mean + 0.8 * half);
    expect(found?.high).toBeLessThan(mean + 1.2 * half);
  });

  it('is certain of models that differ alike on every row, whatever the rows differ in', () => {
    const random = seeded(3);
    const before = Array.from({ length: 100 }, () => random.uniform());
    const found = pairedBootstrap({
      current: resampledMean(before),
      challenger: resampledMean(before.map(value => value - 0.25)),
      groupOfRow: ownGroups(100),
      samples: 50,
      random,
    });
    expect(found?.low).toBeCloseTo(-0.25, 10);
    expect(found?.high).toBeCloseTo(-0.25, 10);
  });

  it('is less certain where rows come and go together', () => {
    const random = seeded(5);
    const rows = 1_000;
    const ofUser = Uint32Array.from({ length: rows }, (_, row) => row % 20);
    const effect = Array.from({ length: 20 }, () => random.uniform() - 0.5);
    const after = Array.from(ofUser, user => effect[user]);
    const width = (groupOfRow: Uint32Array): number => {
      const found = pairedBootstrap({
        current: resampledMean(new Float64Array(rows)),
        challenger: resampledMean(after),
        groupOfRow,
        samples: 200,
        random: seeded(11),
      });
      return (found?.high ?? NaN) - (found?.low ?? NaN);
    };
    expect(width(ofUser)).toBeGreaterThan(3 * width(ownGroups(rows)));
  });

  it('says nothing where the metric says nothing', () => {
    const nothing = (): null => null;
    const bootstrap = { current: nothing, challenger: nothing, groupOfRow: ownGroups(3), random: seeded(1) };
    expect(pairedBootstrap(bootstrap)).toBeNull();
  });

  it('refuses no rows', () => {
    const metric = resampledMean([]);
    const bootstrap = { current: metric, challenger: metric, groupOfRow: ownGroups(0), random: seeded(1) };
    expect(() => pairedBootstrap(bootstrap)).toThrow(MetricInputError);
  });
});
