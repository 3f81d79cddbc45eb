import { byteSize } from './data-flags';

test.each([
  ['50GB', 50e9],
  ['1.5tb', 1.5e12],
  ['500 MB', 500e6],
  ['20k', 20e3],
  ['4096', 4096],
])('%s is %d bytes', (text, bytes) => {
  expect(byteSize(text)).toBe(bytes);
});

test.each(['', 'GB', '-1GB', '0', '1PB', '1GiB', '1e9'])('"%s" is no size', text => {
  expect(() => byteSize(text)).toThrow('Write a size such as 500MB or 50GB.');
});
