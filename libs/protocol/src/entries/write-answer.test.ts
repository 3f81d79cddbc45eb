import * as fc from 'fast-check';
import { readAtOnce, readInSlices } from '../../testing/read-at-once';
import type { AnsweredOutput, OutputRole, OutputValues } from '../answered-output';
import { InternalError } from '../errors';
import { encodeColumns } from './encode-columns';
import { encodeEntries, type EntryForm } from './encode-entries';
import { isLargeAnswer, writeColumns, writeEntries } from './write-answer';

const output = (name: string, role: OutputRole, width = 1): AnsweredOutput => ({ name, role, width });
const FORMS: readonly EntryForm[] = [
  { singleEmbedding: 'nested', neighbours: 'named' },
  { singleEmbedding: 'flat', neighbours: 'ids' },
];
const MODELS: Readonly<Record<string, readonly AnsweredOutput[]>> = {
  score: [output('predictions', 'score')],
  classes: [output('predictions', 'score', 300)],
  tasks: [output('ctr', 'task'), output('grade', 'task', 700)],
  embedding: [output('embedding', 'embedding', 900)],
  'wide embedding': [output('embedding', 'embedding', 2_500)],
  neighbours: [output('item_ids', 'ids', 400), output('scores', 'similarity', 400)],
};

function valuesOf({ role, width }: AnsweredOutput, rowCount: number, seed: number): OutputValues {
  const count = rowCount * width;
  if (role === 'ids') return Array.from({ length: count }, (_, i) => ((i + seed) % 3 === 0 ? '' : `i${i}`));
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i + seed));
}

const textOf = (pieces: readonly Buffer[]): string => Buffer.concat(pieces).toString('latin1');

test.each(Object.entries(MODELS))('the pieces of %s are what is written at once', (_name, outputs) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7 }),
      fc.nat(100),
      fc.constantFrom(...FORMS),
      (rowCount, seed, form) => {
        const values = outputs.map(each => valuesOf(each, rowCount, seed));
        const entries = readAtOnce(clock => writeEntries(outputs, values, form, clock));
        expect(textOf(entries)).toBe(encodeEntries(outputs, values, form));
        const columns = readAtOnce(clock => writeColumns(outputs, values, clock));
        expect(textOf(columns)).toBe(encodeColumns(outputs, values));
      },
    ),
    { numRuns: 6 },
  );
});

test('an answer that takes long is written in slices', () => {
  const [embedding] = MODELS['embedding'];
  const values = [valuesOf(embedding, 200, 0)];
  const { pauses } = readInSlices(clock => writeEntries([embedding], values, FORMS[0], clock));
  expect(pauses).toBeGreaterThan(10);
});

test('a fault is named by its row in the whole', () => {
  const [embedding] = MODELS['embedding'];
  const values = Float32Array.from({ length: 20 * 900 }, () => 1);
  values[17 * 900 + 5] = NaN;
  expect(() => readAtOnce(clock => writeEntries([embedding], [values], FORMS[0], clock))).toThrow(
    new InternalError('The embedding of row 17 is not a finite number.'),
  );
});

test.each([
  [16_384, false],
  [16_385, true],
])('an answer of %d values is large: %s', (count, is) => {
  expect(isLargeAnswer([new Float32Array(count - 384), Array<string>(384).fill('')])).toBe(is);
});
