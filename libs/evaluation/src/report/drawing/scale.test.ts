import fc from 'fast-check';
import { linearScale, ratioScale, stepScale, timeScale } from './scale';

const labelsOf = ({ ticks }: { readonly ticks: readonly { readonly label: string }[] }) =>
  ticks.map(({ label }) => label);

test('a scale of distances spans what it is given from tick to tick, and has few of them', () =>
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (low, width) => {
        const { ends, ticks, place } = linearScale(low, low + width);
        expect(ends[0]).toBeLessThanOrEqual(low + 1e-9 * width);
        expect(ends[1]).toBeGreaterThanOrEqual(low + width - 1e-9 * width);
        expect(place(ends[0])).toBeCloseTo(0);
        expect(place(ends[1])).toBeCloseTo(1);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(12);
        expect(new Set(labelsOf({ ticks })).size).toBe(ticks.length);
      },
    ),
  ));

test('its labels have the decimals that tell them apart', () => {
  expect(labelsOf(linearScale(0, 1))).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  expect(labelsOf(linearScale(-20_000, 20_000))).toEqual(['−20,000', '−10,000', '0', '10,000', '20,000']);
  expect(labelsOf(linearScale(0, 4e6))).toEqual(['0', '1M', '2M', '3M', '4M']);
  expect(labelsOf(linearScale(0, 4e-6))).toEqual(['0', '1e-6', '2e-6', '3e-6', '4e-6']);
});

test.each([0, 2, -7])('around the one value %d there is a scale as well', value => {
  const { ends, ticks } = linearScale(value, value);
  expect(ends[1]).toBeGreaterThan(ends[0]);
  expect(ticks.length).toBeGreaterThan(1);
});

test('a scale of steps names the first and the last, and whole ones between', () => {
  expect(labelsOf(stepScale(3))).toEqual(['1', '2', '3']);
  expect(labelsOf(stepScale(2))).toEqual(['1', '2']);
  expect(labelsOf(stepScale(97))).toEqual(['1', '20', '40', '60', '80', '97']);
  expect(labelsOf(stepScale(10_000))).toEqual(['1', '2,000', '4,000', '6,000', '8,000', '10,000']);
});

test('a scale of ratios has powers of ten, and over a short span others between them', () => {
  expect(labelsOf(ratioScale(0.0004, 0.3))).toEqual(['0.0001', '0.001', '0.01', '0.1', '1']);
  expect(labelsOf(ratioScale(0.002, 0.021))).toEqual(['0.002', '0.005', '0.01', '0.02']);
  expect(labelsOf(ratioScale(10, 100))).toEqual(['10', '20', '50', '100']);
  const { place } = ratioScale(10, 1000);
  expect(place(100)).toBeCloseTo(0.5);
  expect(place(0)).toBe(0);
});

test('it spans what it is given, and has at least two ticks and not many', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 1e-9, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      (low, ratio) => {
        const { ends, ticks } = ratioScale(low, low * ratio);
        expect(ends[0]).toBeLessThanOrEqual(low * (1 + 1e-9));
        expect(ends[1]).toBeGreaterThanOrEqual(low * ratio * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(7);
      },
    ),
  ));

test('a scale of time has a few points of it, in the time of nobody in particular', () => {
  const { ticks } = timeScale(new Date('2026-01-01T00:00:00Z'), new Date('2026-01-09T00:00:00Z'));
  expect(labelsOf({ ticks })).toContain('Sat 03');
  expect(timeScale(new Date(0), new Date(0)).ticks.length).toBeGreaterThan(1);
});
