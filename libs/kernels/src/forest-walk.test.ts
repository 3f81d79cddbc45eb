import * as fc from 'fast-check';
import { plainWalk } from '../testing/plain-walk';
import { ForestWalkKernel, type CategorySplits, type ForestWalks, type NumberSplits } from './forest-walk';

const WIDTH = 3;
const CODES = 5;
const SETS = 12;
const threshold = fc.oneof(
  fc.constantFrom(0, 0.5, 1, -1, Infinity, -Infinity),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
const leafValue = fc.float({ min: -4, max: 4, noNaN: true });

/** Some of the ranks of each slot are those of one part, and the others those of the next. */
function partsOf(count: number): fc.Arbitrary<NumberSplits['parts']> {
  return fc
    .array(fc.record({ cut: fc.nat(count), missingLeft: fc.boolean() }), { minLength: 1, maxLength: 3 })
    .map(cuts => cuts.map(({ cut, missingLeft }) => ({ first: cut % count, count: count - (cut % count), missingLeft })));
}

const numberSplits: fc.Arbitrary<NumberSplits> = fc
  .uniqueArray(threshold, { minLength: 1, maxLength: 20, comparator: (a, b) => a === b })
  .chain(values => {
    const thresholds = Float32Array.from(values).sort();
    return fc.record({
      column: fc.nat(WIDTH - 1),
      thresholds: fc.constant(thresholds),
      parts: partsOf(thresholds.length),
    });
  });

const categorySplits: fc.Arbitrary<CategorySplits> = fc.record({
  column: fc.nat(WIDTH - 1),
  classOfEntry: fc
    .array(fc.nat(3), { minLength: CODES + 2, maxLength: CODES + 2 })
    .map(classes => Int32Array.from(classes)),
  members: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  bytesPerClass: fc.constant(2),
  parts: partsOf(SETS),
});

/** A tree as numbers that stand for choices: a leaf, or a split and what is below. */
type Shape = number | { readonly pick: number; readonly left: Shape; readonly right: Shape };

function shapeOf(depth: number): fc.Arbitrary<Shape> {
  if (depth === 0) return leafValue;
  const split = fc.record({
    pick: fc.nat(),
    left: shapeOf(depth - 1),
    right: fc.oneof(leafValue, shapeOf(depth - 1)),
  });
  return fc.oneof({ weight: 1, arbitrary: leafValue }, { weight: 8, arbitrary: split });
}

/** A tree that is a chain: the last leaf lies `depth` levels down. */
function chainOf(depth: number): Shape {
  let shape: Shape = depth;
  for (let level = depth - 1; level >= 0; level--) shape = { pick: level * 7, left: level, right: shape };
  return shape;
}

const forests = fc.record({
  splits: fc.array(fc.oneof(numberSplits, categorySplits), { minLength: 1, maxLength: 4 }),
  shapes: fc.oneof(
    fc.array(shapeOf(3), { minLength: 1, maxLength: 20 }),
    fc.array(fc.oneof(shapeOf(7), fc.integer({ min: 1, max: 60 }).map(chainOf)), { minLength: 1, maxLength: 4 }),
  ),
  outputCount: fc.constantFrom(1, 1, 2, 5),
});

const cell = fc.oneof(threshold, fc.constant(NaN), fc.integer({ min: -2, max: CODES + 2 }), fc.constant(2.5));
const rows = fc.array(fc.array(cell, { minLength: WIDTH, maxLength: WIDTH }), { minLength: 1, maxLength: 27 });

test('whatever the forest and the rows, the sums are those of plain walks, to the last bit', () => {
  fc.assert(
    fc.property(forests, rows, (forest, cells) => {
      const walks = walksOf(forest);
      const values = Float32Array.from(cells.flat());
      const kernel = new ForestWalkKernel(walks, WIDTH);
      expect(kernel.score(values, cells.length)).toEqual(plainWalk(walks, values, cells.length, WIDTH));
      // A second time, when rows of before have left what they were seen as.
      const last = values.subarray(-WIDTH);
      expect(kernel.score(last, 1)).toEqual(plainWalk(walks, last, 1, WIDTH));
    }),
    { numRuns: 500 },
  );
});

test.each([1, 7, 128, 129, 2_731, 10_000])('%d rows are scored alike, each by itself', rowCount => {
  const splits = [{ column: 1, thresholds: Float32Array.of(1, 2, 3), parts: [{ first: 0, count: 3, missingLeft: true }] }];
  const leaf = (pick: number): Shape => ({ pick, left: 10 * pick, right: 10 * pick + 1 });
  const walks = walksOf({ splits, shapes: [0.5, leaf(0), leaf(1), leaf(2)], outputCount: 1 });
  const values = Float32Array.from({ length: rowCount * WIDTH }, (_, i) => Math.floor(i / WIDTH) % 5);
  const sums = new ForestWalkKernel(walks, WIDTH).score(values, rowCount);
  const expected = [30.5, 31.5, 32.5, 33.5, 33.5];
  expect(Array.from(sums)).toEqual(Array.from(sums, (_, row) => expected[row % 5]));
});

test('more thresholds than a slot has ranks take several slots', () => {
  const count = 150_000;
  const first = [0, 65_535, 131_070];
  const parts = first.map(at => ({ first: at, count: Math.min(65_535, count - at), missingLeft: at === 65_535 }));
  const thresholds = Float32Array.from({ length: count }, (_, i) => i);
  const shapes = [0, 65_534, 65_535, 131_069, 131_070, count - 1].map(pick => ({ pick, left: 0, right: 1 }));
  const walks = walksOf({ splits: [{ column: 0, thresholds, parts }], shapes, outputCount: 6 }, first);
  const kernel = new ForestWalkKernel(walks, 1);
  const values = Float32Array.of(-1, 0, 65_534, 65_535, 131_069, 131_070, count, NaN);
  expect(kernel.score(values, 8)).toEqual(plainWalk(walks, values, 8, 1));
  expect([...kernel.score(values.subarray(3, 4), 1)]).toEqual([1, 1, 1, 0, 0, 0]);
});

/** Lays trees out level by level; a split takes any rank of any slot, or the rank that `starts` of its parts make of it. */
function walksOf(
  {
    splits,
    shapes,
    outputCount,
  }: { splits: ForestWalks['splits']; shapes: readonly Shape[]; outputCount: number },
  starts?: readonly number[],
): ForestWalks {
  const parts = splits.flatMap(each => each.parts);
  const words: number[] = [];
  const values: number[] = [];
  const depths: number[] = [];
  const roots = shapes.map(shape => {
    const root = values.length;
    let level = [shape];
    values.push(0);
    for (let at = root, depth = 0; level.length > 0; depth++) {
      depths[depths.length - (depth > 0 ? 1 : 0)] = depth;
      const below: Shape[] = [];
      for (const each of level) {
        if (typeof each === 'number') {
          words.push(0, at);
          values[at] = each;
        } else {
          const slot = starts ? starts.findLastIndex(start => start <= each.pick) : each.pick % parts.length;
          const rank = starts ? each.pick - starts[slot] : each.pick % parts[slot].count;
          words.push((slot + 1) * 65_536 + rank, values.length);
          values.push(0, 0);
          below.push(each.left, each.right);
        }
        at++;
      }
      level = below;
    }
    return root;
  });
  return {
    splits,
    nodes: Uint32Array.from(words),
    values: Float32Array.from(values),
    roots: Int32Array.from(roots),
    depths: Int32Array.from(depths),
    treeOutputs: Int32Array.from(shapes, (_, tree) => tree % outputCount),
    outputCount,
  };
}
