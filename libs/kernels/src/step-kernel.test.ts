import * as fc from 'fast-check';
import { plainAdam } from '../testing/plain-embedding-rows';
import {
  PLAIN_BINARY,
  PLAIN_UNARY,
  placesOf,
  ulpsBetween,
  withoutVanishing,
} from '../testing/plain-step-operators';
import { StepMemory, type Block } from './step-kernel';
import { BINARY_OPERATORS, UNARY_OPERATORS, type BinaryOperator, type UnaryOperator } from './step-operators';

const { fround } = Math;
const WORD_BYTES = 4;
const SPECIAL = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-42, -1e-42, 3e38, -3e38, 1e-38, 88.8, -103.9];
const BINARY = Object.keys(PLAIN_BINARY) as BinaryOperator[];
const UNARY = Object.keys(PLAIN_UNARY) as UnaryOperator[];
const INEXACT: readonly UnaryOperator[] = ['exp', 'log', 'sigmoid', 'tanh'];

const seed = fc.integer({ min: 1, max: 1e6 });
const memory = new StepMemory();
const { operators } = memory;

/** Runs a test with places in memory, and gives them back after it. */
function withPlaces<T>(run: (put: (numbers: ArrayLike<number>) => Float32Array<SharedArrayBuffer>) => T): T {
  const blocks: Block[] = [];
  try {
    return run(numbers => {
      const block = memory.take(numbers.length * WORD_BYTES);
      blocks.push(block);
      const floats = memory.floats(block.at, numbers.length);
      floats.set(numbers);
      return floats;
    });
  } finally {
    blocks.forEach(block => memory.give(block));
  }
}

/** Numbers of both signs that follow from a seed, special ones among them now and then. */
function numbersFrom(start: number, length: number): number[] {
  return Array.from({ length }, (_, i) => {
    const at = start + i * 7;
    return at % 13 === 0 ? SPECIAL[at % SPECIAL.length] : fround(Math.sin(at) * 5);
  });
}

/** Whole numbers: whatever the order, their sums are exact. */
function integersFrom(start: number, length: number): number[] {
  return Array.from({ length }, (_, i) => Math.round(Math.sin(start + i * 7) * 50));
}

const sizes = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 4 }),
  fc.oneof(fc.constantFrom(1, 16, 17), fc.integer({ min: 2, max: 40 })),
);
/** For each axis how an operand lies along it: broadcast, one behind the other, or with a gap. */
const layout = fc.array(fc.constantFrom('none', 'dense', 'dense', 'gap'), { minLength: 3, maxLength: 3 });

function stridesOf(shape: readonly number[], kinds: readonly string[]): number[] {
  const strides = shape.map(() => 0);
  let next = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (kinds[axis] === 'none') continue;
    if (kinds[axis] === 'gap') next += 1;
    strides[axis] = next;
    next *= shape[axis];
  }
  return strides;
}

test.each(BINARY)('%s of two operands, wherever their numbers lie', name => {
  fc.assert(
    fc.property(sizes, layout, layout, seed, (shape, leftKinds, rightKinds, start) => {
      const [n0, n1, n2] = shape;
      const [l, r] = [stridesOf(shape, leftKinds), stridesOf(shape, rightKinds)];
      const [leftPlaces, rightPlaces] = [placesOf(shape, l), placesOf(shape, r)];
      withPlaces(put => {
        const left = put(numbersFrom(start, Math.max(...leftPlaces) + 1));
        const right = put(numbersFrom(start + 3, Math.max(...rightPlaces) + 1));
        const expected = Float32Array.from(leftPlaces, (place, i) =>
          PLAIN_BINARY[name](left[place], right[rightPlaces[i]]),
        );
        const isDense = leftPlaces.every((place, i) => place === i);
        const out = isDense ? left : put(expected.map(() => 7));
        operators.binary(
          BINARY_OPERATORS[name],
          out.byteOffset,
          left.byteOffset,
          right.byteOffset,
          n0,
          n1,
          n2,
          l[0],
          l[1],
          l[2],
          r[0],
          r[1],
          r[2],
        );
        expect([...out]).toEqual([...expected]);
      });
    }),
    { numRuns: 60 },
  );
});

test.each(UNARY)('%s of each number', name => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), seed, fc.boolean(), (count, start, inPlace) =>
      withPlaces(put => {
        const input = put([...numbersFrom(start, count), ...SPECIAL]);
        const expected = Float32Array.from(input, x => PLAIN_UNARY[name](x, fround(0.3)));
        const out = inPlace ? input : put(input);
        operators.unary(UNARY_OPERATORS[name], out.byteOffset, input.byteOffset, input.length, 0.3);
        if (INEXACT.includes(name)) {
          expect(Math.max(...out.map((x, i) => ulpsBetween(x, expected[i])))).toBeLessThanOrEqual(2);
        } else {
          expect([...out]).toEqual([...expected]);
        }
      }),
    ),
    { numRuns: 40 },
  );
});

test.each(INEXACT)('%s is right to two units in the last place over all numbers', name =>
  withPlaces(put => {
    const count = 4_099;
    const input = put(new Float32Array(Uint32Array.from({ length: count }, (_, i) => i * 1_048_357).buffer));
    const out = put(input);
    operators.unary(UNARY_OPERATORS[name], out.byteOffset, input.byteOffset, count, 0);
    const wrong = [...input].filter((x, i) => ulpsBetween(out[i], fround(PLAIN_UNARY[name](x, 0))) > 2);
    expect(wrong).toEqual([]);
  }),
);

test('sums and greatest numbers along an axis', () => {
  const inner = fc.oneof(fc.constantFrom(1, 16, 17), fc.integer({ min: 2, max: 40 }));
  const shapes = fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70 }), inner),
    fc.tuple(fc.constant(2), fc.integer({ min: 1_020, max: 1_050 }), fc.constantFrom(1, 5)),
  );
  fc.assert(
    fc.property(shapes, seed, ([outer, axis, inner], start) =>
      withPlaces(put => {
        const input = put(integersFrom(start, outer * axis * inner));
        const kept = { sum: put(new Float32Array(outer * inner)), max: put(new Float32Array(outer * inner)) };
        operators.sum(kept.sum.byteOffset, input.byteOffset, outer, axis, inner, 0.5);
        operators.max(kept.max.byteOffset, input.byteOffset, outer, axis, inner);
        const cells = placesOf([outer, inner], [axis * inner, 1]).map(place =>
          Array.from({ length: axis }, (_, i) => input[place + i * inner]),
        );
        expect([...kept.sum]).toEqual(cells.map(cell => cell.reduce((sum, x) => sum + x, 0) * 0.5));
        expect([...kept.max]).toEqual(cells.map(cell => Math.max(...cell)));
      }),
    ),
    { numRuns: 60 },
  );
});

test.each([1, 3, 16])('a sum of a long axis keeps its digits, %d of them side by side', inner =>
  withPlaces(put => {
    const axis = 50_000;
    const input = put(Float32Array.from({ length: axis * inner }, (_, i) => 1 + (i % 7) / 10));
    const out = put(new Float32Array(inner));
    operators.sum(out.byteOffset, input.byteOffset, 1, axis, inner, 1 / axis);
    const exact = Array.from(out, (_, column) => {
      let sum = 0;
      for (let i = 0; i < axis; i++) sum += input[i * inner + column];
      return sum / axis;
    });
    out.forEach((mean, i) => expect(Math.abs(mean / exact[i] - 1)).toBeLessThan(2e-6));
  }),
);

test('greatest numbers of what holds NaN are NaN', () =>
  withPlaces(put => {
    const input = put([1, NaN, 2, 3, 4, 5, 6, -Infinity, -Infinity, -Infinity]);
    const out = put([0, 0]);
    operators.max(out.byteOffset, input.byteOffset, 2, 5, 1);
    expect([...out]).toEqual([NaN, 6]);
  }));

test('copies between any strides', () => {
  const size = fc.oneof(fc.constantFrom(1, 4), fc.integer({ min: 1, max: 9 }));
  const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
  const kind = fc.constantFrom('dense', 'dense', 'dense', 'gap');
  const copies = fc.record({
    shape: fc.tuple(size, size, size, fc.oneof(size, fc.integer({ min: 16, max: 40 }))),
    outOrder: fc.oneof(fc.constant([0, 1, 2, 3]), order),
    inputOrder: fc.oneof(fc.constant([0, 1, 2, 3]), order),
    outKinds: fc.array(kind, { minLength: 4, maxLength: 4 }),
    inputKinds: fc.array(fc.oneof({ weight: 5, arbitrary: kind }, fc.constant('none')), {
      minLength: 4,
      maxLength: 4,
    }),
  });
  fc.assert(
    fc.property(copies, seed, ({ shape, outOrder, inputOrder, outKinds, inputKinds }, start) => {
      const o = permutedStrides(shape, outOrder, outKinds);
      const i = permutedStrides(shape, inputOrder, inputKinds);
      const [outPlaces, inputPlaces] = [placesOf(shape, o), placesOf(shape, i)];
      withPlaces(put => {
        const input = put(integersFrom(start, Math.max(...inputPlaces) + 1));
        const out = put(new Float32Array(Math.max(...outPlaces) + 1).fill(99));
        const expected = [...out];
        outPlaces.forEach((place, k) => (expected[place] = input[inputPlaces[k]]));
        const [n0, n1, n2, n3] = shape;
        operators.copy(
          out.byteOffset,
          input.byteOffset,
          n0,
          n1,
          n2,
          n3,
          o[0],
          o[1],
          o[2],
          o[3],
          i[0],
          i[1],
          i[2],
          i[3],
        );
        expect([...out]).toEqual(expected);
      });
    }),
    { numRuns: 120 },
  );
});

/** Strides of a shape that lies in memory with its axes in another order. */
function permutedStrides(shape: readonly number[], order: readonly number[], kinds: readonly string[]) {
  const permuted = stridesOf(
    order.map(axis => shape[axis]),
    order.map(axis => kinds[axis]),
  );
  return shape.map((_, axis) => permuted[order.indexOf(axis)]);
}

const layer = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 62, max: 131 })),
  columns: fc.oneof(fc.constantFrom(16, 17), fc.integer({ min: 1, max: 40 })),
  start: seed,
});

test('a layer is rectified, with its bias or without, and a mask of numbers, of bits or none', () => {
  const masks = fc.constantFrom('numbers', 'bits', 'none');
  fc.assert(
    fc.property(layer, fc.boolean(), masks, ({ rows, columns, start }, hasBias, kind) =>
      withPlaces(put => {
        const input = put(numbersFrom(start, rows * columns));
        const bias = hasBias ? put(numbersFrom(start + 1, columns)) : undefined;
        const mask =
          kind === 'none' ? undefined : put(input.map((_, i) => Number(((i * start) >> 3) % 3 > 0)));
        const bits = put(new Float32Array(Math.ceil(input.length / 32)));
        mask?.forEach((kept, i) => (memory.bytes(bits.byteOffset + (i >> 3), 1)[0] |= kept << (i & 7)));
        const expected = input.map((x, i) =>
          fround(PLAIN_UNARY.relu(fround(x + (bias?.[i % columns] ?? 0)), 0) * (mask?.[i] ?? 1)),
        );
        const out = start % 2 === 0 ? input : put(input);
        operators[kind === 'bits' ? 'rectifyDrawn' : 'rectify'](
          out.byteOffset,
          input.byteOffset,
          bias?.byteOffset ?? 0,
          kind === 'bits' ? bits.byteOffset : (mask?.byteOffset ?? 0),
          rows,
          columns,
        );
        // What is added to -0 is none: whether it is there is of no account.
        expect(Array.from(out, x => x + 0)).toEqual(Array.from(expected, x => x + 0));
      }),
    ),
    { numRuns: 120 },
  );
});

test('a gradient passes where units were kept, and is summed as `sum` does', () => {
  fc.assert(
    fc.property(layer, fc.boolean(), fc.nat({ max: 2 }), ({ rows, columns, start }, hasSums, place) =>
      withPlaces(put => {
        const gradient = put(integersFrom(start, rows * columns).map(g => (g % 5 === 0 ? g * 2 ** -80 : g)));
        const kept = put(numbersFrom(start + 5, rows * columns));
        const expected = Array.from(gradient, (g, i) => (kept[i] > 0 ? withoutVanishing(g) : 0));
        const sums = put(new Float32Array(columns).fill(99));
        const expectedSums = Array.from(sums, (old, column) =>
          hasSums ? expected.reduce((sum, g, i) => (i % columns === column ? sum + g : sum), 0) : old,
        );
        const out = [put(gradient), gradient, kept][place];
        operators.rectifierGradient(
          out.byteOffset,
          gradient.byteOffset,
          kept.byteOffset,
          hasSums ? sums.byteOffset : 0,
          rows,
          columns,
        );
        expect([...out, ...sums].map(x => x + 0)).toEqual([...expected, ...expectedSums].map(x => x + 0));
        if (hasSums) {
          const others = put(new Float32Array(columns));
          const fractions = put(Float32Array.from(out, x => x / 3));
          const where = put(new Float32Array(out.length).fill(1));
          operators.sum(others.byteOffset, fractions.byteOffset, 1, rows, columns, 1);
          operators.rectifierGradient(
            fractions.byteOffset,
            fractions.byteOffset,
            where.byteOffset,
            sums.byteOffset,
            rows,
            columns,
          );
          expect([...sums]).toEqual([...others]);
        }
      }),
    ),
    { numRuns: 80 },
  );
});

test('the gradient of fields, of a weight and a vector each', () => {
  const shape = fc.record({
    rows: fc.integer({ min: 1, max: 4 }),
    fields: fc.integer({ min: 1, max: 4 }),
    dim: fc.oneof(fc.constantFrom(16), fc.integer({ min: 1, max: 9 })),
    gap: fc.nat({ max: 3 }),
    start: seed,
  });
  fc.assert(
    fc.property(shape, ({ rows, fields, dim, gap, start }) =>
      withPlaces(put => {
        const otherRow = fields * dim + gap;
        const vectors = put(integersFrom(start, rows * fields * dim));
        const sums = put(integersFrom(start + 1, rows * dim));
        const score = put(integersFrom(start + 2, rows));
        const other = put(integersFrom(start + 3, rows * otherRow));
        const out = put(new Float32Array(rows * fields * (1 + dim) + 1).fill(99));
        const expected = Array.from({ length: rows * fields }, (_, at) => {
          const row = Math.floor(at / fields);
          const vector = Array.from({ length: dim }, (_, k) => {
            const others = sums[row * dim + k] - vectors[at * dim + k];
            return others * score[row] + other[row * otherRow + (at % fields) * dim + k];
          });
          return [score[row], ...vector];
        });
        const places = [out, vectors, sums, score, other].map(({ byteOffset }) => byteOffset);
        const [to, ofVectors, ofSums, ofScore, ofOther] = places;
        operators.fieldGradient(to, ofVectors, ofSums, ofScore, ofOther, otherRow, rows, fields, dim);
        expect(Array.from(out, x => x + 0)).toEqual([...expected.flat(), 99].map(x => x + 0));
      }),
    ),
    { numRuns: 60 },
  );
});

test('products of small matrices, transposed or not', () => {
  const size = fc.oneof(fc.constantFrom(1, 8, 17), fc.integer({ min: 1, max: 20 }));
  const matrices = fc.record({
    m: size,
    k: fc.oneof(size, fc.integer({ min: 250, max: 300 })),
    n: size,
    transposeLeft: fc.boolean(),
    transposeRight: fc.boolean(),
    hasBias: fc.boolean(),
    start: seed,
  });
  fc.assert(
    fc.property(matrices, ({ m, k, n, transposeLeft, transposeRight, hasBias, start }) =>
      withPlaces(put => {
        const left = put(integersFrom(start, m * k));
        const right = put(integersFrom(start + 1, k * n));
        const bias = hasBias ? put(integersFrom(start + 2, n)) : undefined;
        const [leftRow, leftStep] = transposeLeft ? [1, m] : [k, 1];
        const [rightStep, rightColumn] = transposeRight ? [1, k] : [n, 1];
        const expected = placesOf([m, n], [n, 1]).map(place => {
          const [row, column] = [Math.floor(place / n), place % n];
          let sum = 0;
          for (let i = 0; i < k; i++) {
            sum += left[row * leftRow + i * leftStep] * right[i * rightStep + column * rightColumn];
          }
          return 0.5 * sum + (bias?.[column] ?? 0);
        });
        const out = put(expected.map(() => 99));
        operators.product(
          out.byteOffset,
          left.byteOffset,
          right.byteOffset,
          bias?.byteOffset ?? 0,
          m,
          k,
          n,
          transposeLeft,
          transposeRight,
          0.5,
        );
        expect(Array.from(out, x => x + 0)).toEqual(expected.map(x => x + 0));
      }),
    ),
    { numRuns: 100 },
  );
});

test.each([1, 0.5])('all numbers of a vector are updated by Adam, %d of them left before', kept => {
  const number = fc.float({ min: -4, max: 4, noNaN: true, noDefaultInfinity: true });
  const step = { rate: 0.01, smallest: 1e-8, keptMean: 0.9, keptSquare: 0.999 };
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 40 }), gradients =>
      withPlaces(put => {
        const given = put(gradients);
        const vectors = [0, 1, 2].map(i => put(gradients.map((_, j) => Math.abs(Math.sin(i + j)))));
        const [values, means, squares] = vectors.map(vector => new Float32Array(vector));
        const [value, gradient, mean, square] = [vectors[0], given, vectors[1], vectors[2]].map(
          ({ byteOffset }) => byteOffset,
        );
        const { rate, smallest, keptMean, keptSquare } = step;
        operators.adam(
          value,
          gradient,
          mean,
          square,
          gradients.length,
          rate,
          smallest,
          keptMean,
          1 - keptMean,
          keptSquare,
          1 - keptSquare,
          kept,
        );
        values.forEach((each, j) => (values[j] = each * kept));
        plainAdam(values, [means, squares], gradients, step);
        expect(vectors.map(vector => [...vector])).toEqual(
          [values, means, squares].map(vector => [...vector]),
        );
      }),
    ),
  );
});

test('memory is given out aligned and empty, and what was given back is given out again', () => {
  const own = new StepMemory();
  const blocks = [1, 200_000, 64, 65].map(bytes => own.take(bytes));
  expect(blocks.map(({ at }) => at % 64)).toEqual([0, 0, 0, 0]);
  blocks.forEach(({ at, bytes }) => own.bytes(at, bytes).fill(255));
  const [first, second, third, last] = blocks;
  own.give(third);
  own.give(first);
  // Once the one between them is free, the three are one.
  own.give(second);
  const again = own.take(200_128);
  expect(again.at).toBe(first.at);
  expect(own.bytes(again.at, again.bytes).every(byte => byte === 0)).toBe(true);
  expect(own.bytes(last.at, last.bytes).every(byte => byte === 255)).toBe(true);
});

test('views stay good while memory grows', () => {
  const own = new StepMemory();
  const { at } = own.take(16);
  const before = own.floats(at, 4);
  const { at: second, bytes } = own.take(5_000_000);
  own.operators.unary(UNARY_OPERATORS.shift, at, second + bytes - 16, 4, 3);
  expect([...before]).toEqual([3, 3, 3, 3]);
});

test('a block is given back once, and 4 GiB are the most', () => {
  const own = new StepMemory();
  const block = own.take(10);
  own.give(block);
  expect(() => own.give(block)).toThrow(RangeError);
  expect(() => own.take(2 ** 32)).toThrow('do not fit into the 4 GiB');
});
