import { allocateMask, drawMask, keptShare } from './dropout-mask';

const SIZE = 100_000;
const PLACE = { seed: 42, step: 17, call: 1 };

function maskOf(rate: number, place = PLACE): Uint8Array {
  const mask = allocateMask(SIZE);
  drawMask(mask, rate, place);
  return new Uint8Array(mask.buffer, 0, SIZE);
}

test.each([0.5, 0.25, 0.1, 0.3, 0.9, 1 / 256, 0])('a rate of %d keeps the share it should', rate => {
  const mask = maskOf(rate);
  const kept = mask.reduce((sum, value) => sum + value, 0) / SIZE;
  expect(mask.every(value => value === 0 || value === 1)).toBe(true);
  expect(Math.abs(keptShare(rate) - (1 - rate))).toBeLessThanOrEqual(1 / 512);
  expect(Math.abs(kept - keptShare(rate))).toBeLessThan(0.006);
});

test('neighbouring values are independent', () => {
  const mask = maskOf(0.3);
  let both = 0;
  for (let i = 1; i < SIZE; i++) both += mask[i] & mask[i - 1];
  expect(Math.abs(both / SIZE - keptShare(0.3) ** 2)).toBeLessThan(0.01);
});

test('a mask follows from seed, step and dropout alone', () => {
  expect(maskOf(0.5)).toEqual(maskOf(0.5));
  for (const other of [{ seed: 43 }, { step: 18 }, { call: 2 }]) {
    expect(maskOf(0.5, { ...PLACE, ...other })).not.toEqual(maskOf(0.5));
  }
});
