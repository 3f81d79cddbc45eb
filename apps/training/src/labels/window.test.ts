import { parseWindow } from './window';

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
])('%s', (text, ms) => {
  expect(parseWindow(text)).toBe(ms);
});

test.each(['', 'soon', '0h', '5', '-1d', '1 h', '1e3s', '0.0001s', '9'.repeat(20) + 'd'])(
  '%j is none',
  text => {
    expect(() => parseWindow(text)).toThrow('Expected a time such as 30m, 24h or 7d.');
  },
);
