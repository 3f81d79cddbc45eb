import { PartMask } from './part-mask';

const RATE = 0.3;
const PLACE = { seed: 1, step: 2, call: 3 };

function maskOf(shape: readonly number[], part: { begin: number; end: number; of: number }): number[] {
  const mask = new PartMask(shape, RATE, part);
  mask.draw(PLACE);
  return [...mask.bytes];
}

test('a part drops of its rows what the whole batch drops of them', () => {
  const whole = maskOf([9, 5], { begin: 0, end: 9, of: 9 });
  const parts = [
    maskOf([4, 5], { begin: 0, end: 4, of: 9 }),
    maskOf([2, 5], { begin: 4, end: 6, of: 9 }),
    maskOf([3, 5], { begin: 6, end: 9, of: 9 }),
  ];
  expect(parts.flat()).toEqual(whole);
  expect(new Set(whole)).toEqual(new Set([0, 1]));
});

test('of what is shared, every part drops the same', () => {
  const shared = (begin: number, end: number) => maskOf([18, 5], { begin, end, of: 9 });
  expect(shared(0, 4)).toEqual(shared(6, 9));
  expect(shared(0, 4)).toHaveLength(90);
});
