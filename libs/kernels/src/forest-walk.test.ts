import * as fc from 'fast-check';
import { plainWalk } from '../testing/plain-walk';
import {
  ForestWalkKernel,
  QUESTIONS_AT_ONCE,
  type CategoryQuestions,
  type ForestWalks,
  type NumberQuestions,
} from './forest-walk';

const WIDTH = 3;
const CODES = 5;
const threshold = fc.oneof(
  fc.constantFrom(0, 0.5, 1, -1, Infinity, -Infinity),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
const leafValue = fc.float({ min: -4, max: 4, noNaN: true });

const sides = fc.constantFrom([true], [false], [true, false], [false, true]);

/** What is asked of a column, before its questions have numbers. */
type Asked = Pick<NumberQuestions, 'column' | 'thresholds'> | Omit<CategoryQuestions, 'parts'>;

const numbers: fc.Arbitrary<Asked> = fc.record({
  column: fc.nat(WIDTH - 1),
  thresholds: fc
    .uniqueArray(threshold, { minLength: 1, maxLength: 40, comparator: (a, b) => a === b })
    .map(values => Float32Array.from(values).sort()),
});

const codes: fc.Arbitrary<Asked> = fc.integer({ min: 1, max: 5 }).chain(bytesPerClass =>
  fc.record({
    column: fc.nat(WIDTH - 1),
    classOfEntry: fc
      .array(fc.nat(3), { minLength: CODES + 2, maxLength: CODES + 2 })
      .map(classes => Int32Array.from(classes)),
    members: fc.uint8Array({ minLength: 4 * bytesPerClass, maxLength: 4 * bytesPerClass }),
    bytesPerClass: fc.constant(bytesPerClass),
  }),
);

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
  asked: fc.array(fc.tuple(fc.oneof(numbers, codes), sides), { minLength: 1, maxLength: 4 }),
  shapes: fc.oneof(
    fc.array(shapeOf(3), { minLength: 1, maxLength: 20 }),
    fc.array(fc.oneof(shapeOf(7), fc.integer({ min: 1, max: 60 }).map(chainOf)), {
      minLength: 1,
      maxLength: 4,
    }),
  ),
  outputCount: fc.constantFrom(1, 1, 2, 5),
});

const cell = fc.oneof(threshold, fc.constant(NaN), fc.integer({ min: -2, max: CODES + 2 }), fc.constant(2.5));
const rows = fc.array(fc.array(cell, { minLength: WIDTH, maxLength: WIDTH }), {
  minLength: 1,
  maxLength: 27,
});

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
  const leaf = (pick: number): Shape => ({ pick, left: 10 * pick, right: 10 * pick + 1 });
  const walks = walksOf({
    asked: [[{ column: 1, thresholds: Float32Array.of(1, 2, 3) }, [true]]],
    shapes: [0.5, leaf(0), leaf(1), leaf(2)],
    outputCount: 1,
  });
  const values = Float32Array.from({ length: rowCount * WIDTH }, (_, i) => Math.floor(i / WIDTH) % 5);
  const sums = new ForestWalkKernel(walks, WIDTH).score(values, rowCount);
  const expected = [30.5, 31.5, 32.5, 33.5, 33.5];
  expect(Array.from(sums)).toEqual(Array.from(sums, (_, row) => expected[row % 5]));
});

test('there may be more questions than the nearest cache has bytes', () => {
  const count = 150_000;
  const picks = [0, 65_535, 131_070, count - 1];
  const walks = walksOf({
    asked: [[{ column: 0, thresholds: Float32Array.from({ length: count }, (_, i) => i) }, [false]]],
    shapes: picks.map(pick => ({ pick, left: 0, right: 1 })),
    outputCount: picks.length,
  });
  const values = Float32Array.of(-1, 0, 65_534, 65_535, 131_069, 131_070, count, NaN, 7);
  const kernel = new ForestWalkKernel(walks, 1);
  expect(kernel.score(values, 9)).toEqual(plainWalk(walks, values, 9, 1));
  expect([...kernel.score(values.subarray(3, 4), 1)]).toEqual([1, 1, 0, 0]);
});

/** Numbers the questions of each column, once for each side that missing values go to. */
function questionsOf(
  asked: readonly (readonly [Asked, readonly boolean[]])[],
): Pick<ForestWalks, 'questions' | 'questionCount'> & { readonly numbers: readonly number[] } {
  let questionCount = QUESTIONS_AT_ONCE;
  const numbers: number[] = [];
  const questions = asked.map(([each, missingLefts]) => {
    const count = 'thresholds' in each ? each.thresholds.length : 8 * each.bytesPerClass;
    const parts = missingLefts.map(missingLeft => {
      const first = questionCount;
      for (let rank = 0; rank < count; rank++) numbers.push(first + rank);
      questionCount += Math.ceil(count / QUESTIONS_AT_ONCE) * QUESTIONS_AT_ONCE;
      return { first, missingLeft };
    });
    return { ...each, parts };
  });
  return { questions, questionCount, numbers };
}

/** Lays trees out level by level; a split asks any of the questions. */
function walksOf({
  asked,
  shapes,
  outputCount,
}: {
  readonly asked: readonly (readonly [Asked, readonly boolean[]])[];
  readonly shapes: readonly Shape[];
  readonly outputCount: number;
}): ForestWalks {
  const { numbers, ...questions } = questionsOf(asked);
  const words: number[] = [];
  const values: number[] = [];
  const depths: number[] = [];
  const roots = shapes.map(shape => {
    const root = values.length;
    let at = root;
    let level = [shape];
    values.push(0);
    let depth = -1;
    for (; level.length > 0; depth++) {
      const below: Shape[] = [];
      for (const each of level) {
        if (typeof each === 'number') {
          words.push(0, at);
          values[at] = each;
        } else {
          words.push(numbers[each.pick % numbers.length], values.length);
          values.push(0, 0);
          below.push(each.left, each.right);
        }
        at++;
      }
      level = below;
    }
    depths.push(depth);
    return root;
  });
  return {
    ...questions,
    nodes: Uint32Array.from(words),
    values: Float32Array.from(values),
    roots: Int32Array.from(roots),
    depths: Int32Array.from(depths),
    treeOutputs: Int32Array.from(shapes, (_, tree) => tree % outputCount),
    outputCount,
  };
}
