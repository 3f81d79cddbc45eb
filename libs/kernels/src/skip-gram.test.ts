import * as fc from 'fast-check';
import { plainSkipGram } from '../testing/plain-skip-gram';
import { SkipGramKernel, type SkipGramShape } from './skip-gram';

const uint32 = fc.nat({ max: 2 ** 32 - 1 });
/** From tiny ones to those at which the sigmoid is 0 or 1. */
const number = fc.oneof(
  fc.float({ min: -1, max: 1, noNaN: true }),
  fc.float({ min: -8, max: 8, noNaN: true }),
  fc.constantFrom(0, -0, 1e-42),
);

const shape = fc.record({
  words: fc.integer({ min: 1, max: 8 }),
  dim: fc.integer({ min: 1, max: 11 }),
  window: fc.integer({ min: 1, max: 6 }),
  negatives: fc.integer({ min: 0, max: 14 }),
  cbow: fc.boolean(),
  longestBlock: fc.constant(40),
  threads: fc.constantFrom(1, 3),
});

/** A training with everything that it draws on. */
const trainings = shape.chain(shape => {
  const word = fc.nat({ max: shape.words - 1 });
  const listOf = <T>(element: fc.Arbitrary<T>, length: number) =>
    fc.array(element, { minLength: length, maxLength: length });
  return fc.record({
    shape: fc.constant(shape),
    inputs: listOf(number, shape.words * shape.dim),
    keeps: listOf(fc.oneof(fc.constant(2 ** 32 - 1), uint32), shape.words),
    aliases: listOf(fc.tuple(uint32, word), shape.words),
    state: fc.tuple(uint32, uint32, uint32, fc.integer({ min: 1, max: 2 ** 32 - 1 })),
    tokens: fc.array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.constant(-1) }), {
      maxLength: shape.longestBlock,
    }),
    rate: fc.float({ min: 0, max: 1, noNaN: true }),
  });
});

test('whatever the words, the vectors are those of plain code, to the last bit', () => {
  fc.assert(
    fc.property(trainings, ({ shape, inputs, keeps, aliases, state, tokens, rate }) => {
      const kernel = new SkipGramKernel(SkipGramKernel.memoryFor(shape), shape, shape.threads - 1);
      const plain = {
        inputs: Float32Array.from(inputs),
        outputs: new Float32Array(inputs.length),
        keeps: Uint32Array.from(keeps),
        aliases: Uint32Array.from(aliases.flat()),
      };
      writeRows(kernel, plain.inputs, shape);
      kernel.keeps.set(plain.keeps);
      kernel.aliases.set(plain.aliases);
      kernel.tokens.set(tokens);
      kernel.seed(state);
      // The second time the outputs are no zeros any more, which is when the inputs begin to change.
      for (let time = 0; time < 3; time++) {
        kernel.seed(state);
        const words = plainSkipGram(shape, plain, state, Int32Array.from(tokens), rate);
        expect(kernel.train(tokens.length, rate)).toBe(words);
      }
      expect(readRows(kernel, shape)).toEqual(plain.inputs);
    }),
  );
});

test('what lies beyond the dimension stays 0', () => {
  const shape = {
    words: 3,
    dim: 5,
    window: 2,
    negatives: 2,
    cbow: false,
    longestBlock: 20,
    threads: 1,
  } satisfies SkipGramShape;
  const kernel = new SkipGramKernel(SkipGramKernel.memoryFor(shape), shape, 0);
  writeRows(
    kernel,
    Float32Array.from({ length: 15 }, (_, i) => Math.sin(i)),
    shape,
  );
  kernel.keeps.fill(2 ** 32 - 1);
  kernel.aliases.fill(2 ** 32 - 1);
  kernel.tokens.set([0, 1, 2, 0, 1, -1, 2, 1, 0]);
  kernel.seed([1, 2, 3, 4]);
  expect(kernel.train(9, 0.5)).toBe(8);
  const before = readRows(kernel, shape);
  kernel.train(9, 0.5);
  expect(readRows(kernel, shape)).not.toEqual(before);
  for (let word = 0; word < 3; word++)
    expect([...kernel.inputs.subarray(word * 8 + 5, word * 8 + 8)]).toEqual([0, 0, 0]);
});

test('more than a kernel can address is refused before any memory is taken', () => {
  const shape = {
    words: 10_000_000,
    dim: 128,
    window: 5,
    negatives: 5,
    cbow: false,
    longestBlock: 10,
    threads: 1,
  };
  expect(() => SkipGramKernel.memoryFor(shape)).toThrow(RangeError);
});

function writeRows(
  { inputs, stride }: SkipGramKernel,
  rows: Float32Array,
  { words, dim }: SkipGramShape,
): void {
  for (let word = 0; word < words; word++)
    inputs.set(rows.subarray(word * dim, (word + 1) * dim), word * stride);
}

function readRows({ inputs, stride }: SkipGramKernel, { words, dim }: SkipGramShape): Float32Array {
  const rows = new Float32Array(words * dim);
  for (let word = 0; word < words; word++) {
    rows.set(inputs.subarray(word * stride, word * stride + dim), word * dim);
  }
  return rows;
}
