import { formatMetric, formatNumber, formatTick } from './number-format';

test.each([
  [1_234_567, '1,234,567'],
  [-3, '−3'],
  [0.123456789, '0.12346'],
  [1234.5678, '1234.6'],
  [1.5e-7, '1.500e-7'],
  [0, '0'],
  [null, '–'],
  [NaN, '–'],
  [Infinity, '∞'],
])('formatNumber(%p) is %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('metrics have five decimals where these tell something', () => {
  expect([0.8, 12.3456789, 0, 1e-7, 123456.7, null].map(formatMetric)).toEqual([
    '0.80000',
    '12.34568',
    '0',
    '1.000e-7',
    '1.235e+5',
    '–',
  ]);
});

test('a tick has the decimals of its step', () => {
  expect([formatTick(0.30000000000000004, 0.1), formatTick(1e-17, 0.1), formatTick(0.05, 0.05)]).toEqual([
    '0.3',
    '0',
    '0.05',
  ]);
  expect([formatTick(20, 20), formatTick(25_000, 5000), formatTick(-2e6, 1e6)]).toEqual([
    '20',
    '25,000',
    '−2.0e+6',
  ]);
});
