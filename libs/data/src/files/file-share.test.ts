import fc from 'fast-check';
import { filesOfShare } from './file-share';

const sharesOf = (sizes: readonly number[], count: number) =>
  Array.from({ length: count }, (_, index) =>
    filesOfShare(
      sizes.map(bytes => ({ bytes })),
      { index, count },
    ).map(({ bytes }) => bytes),
  );

test('files are dealt out in their order, about as many bytes to each', () => {
  expect(sharesOf([1, 1, 1, 1, 1, 1], 3)).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  expect(sharesOf([5, 1, 1, 1, 1, 1], 2)).toEqual([[5], [1, 1, 1, 1, 1]]);
  expect(sharesOf([1, 1, 9], 2)).toEqual([[1, 1], [9]]);
});

test('each gets one at least, also where one file is nearly all', () => {
  expect(sharesOf([100, 1, 1], 3)).toEqual([[100], [1], [1]]);
  expect(sharesOf([1, 1, 100], 3)).toEqual([[1], [1], [100]]);
});

test('where there are fewer files than shares, each is all', () => {
  expect(sharesOf([3, 4], 3)).toEqual([
    [3, 4],
    [3, 4],
    [3, 4],
  ]);
});

test('all files are in one share each, whatever their sizes', () =>
  fc.assert(
    fc.property(
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 8 }),
      (sizes, count) => {
        fc.pre(sizes.length >= count);
        const shares = sharesOf(sizes, count);
        expect(shares.flat()).toEqual(sizes);
        expect(shares.every(share => share.length > 0)).toBe(true);
      },
    ),
  ));
