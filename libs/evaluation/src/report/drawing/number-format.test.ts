import { formatDifference, formatMetric, formatNumber, formatPercent, formatShare } from './number-format';

test.each([
  [1_234_567, '1,234,567'],
  [-3, '−3'],
  [0.123456789, '0.12346'],
  [1234.5678, '1234.6'],
  [12_345.678, '12,346'],
  [1.5e-7, '1.500e-7'],
  [0, '0'],
  [null, '–'],
  [NaN, '–'],
  [Infinity, '∞'],
  [-Infinity, '−∞'],
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

test('a difference has its sign', () => {
  expect([0.0123456, -0.5, 0, 1e-7, -2345.678, null].map(formatDifference)).toEqual([
    '+0.01235',
    '−0.50000',
    '+0.00000',
    '+1.0e-7',
    '−2,345.7',
    '–',
  ]);
});

test('shares', () => {
  expect([formatShare(0.12345), formatPercent(0.12345)]).toEqual(['0.123', '12.3 %']);
});
