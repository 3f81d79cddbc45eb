import fc from 'fast-check';
import { logTicks, niceTicks } from './ticks';

test('ticks are multiples of 1, 2 or 5 times a power of ten, enclose the range and are few', () =>
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (low, width) => {
        const { step, values } = niceTicks(low, low + width, 5);
        const mantissa = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
        expect([1, 2, 5].some(digit => Math.abs(mantissa - digit) < 1e-6)).toBe(true);
        expect(values[0]).toBeLessThanOrEqual(low + step * 1e-6);
        expect(values[values.length - 1]).toBeGreaterThanOrEqual(low + width - step * 1e-6);
        expect(values.length).toBeGreaterThanOrEqual(2);
        expect(values.length).toBeLessThanOrEqual(8);
      },
    ),
  ));

test('examples', () => {
  expect(niceTicks(0, 1, 5).values.map(value => value.toFixed(1))).toEqual([
    '0.0',
    '0.2',
    '0.4',
    '0.6',
    '0.8',
    '1.0',
  ]);
  expect(niceTicks(1, 3, 6, true)).toEqual({ step: 1, values: [1, 2, 3] });
  expect(niceTicks(2, 2, 5).values.length).toBeGreaterThan(1);
  expect(niceTicks(0, 0, 5).values.length).toBeGreaterThan(1);
});

test('ticks of ratios are powers of ten, with others between them over a short span, and enclose the range', () => {
  expect(logTicks(0.0004, 0.3).values.map(value => value.toPrecision(1))).toEqual([
    '0.0001',
    '0.001',
    '0.01',
    '0.1',
    '1',
  ]);
  expect(logTicks(0.002, 0.019).values.map(value => value.toPrecision(1))).toEqual([
    '0.002',
    '0.005',
    '0.01',
    '0.02',
  ]);
  fc.assert(
    fc.property(
      fc.double({ min: 1e-9, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      (low, ratio) => {
        const { values } = logTicks(low, low * ratio);
        expect(values[0]).toBeLessThanOrEqual(low * (1 + 1e-6));
        expect(values[values.length - 1]).toBeGreaterThanOrEqual(low * ratio * (1 - 1e-6));
        expect(values.length).toBeGreaterThanOrEqual(2);
      },
    ),
  );
});
