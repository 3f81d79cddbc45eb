import { showBytes } from './show-bytes';

test('sizes are written to be read', () => {
  expect([0, 999, 1000, 1_530_000, 15_300_000, 2.9e9, 50e9, 1e12].map(showBytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.5 MB',
    '15 MB',
    '2.9 GB',
    '50 GB',
    '1.0 TB',
  ]);
});
