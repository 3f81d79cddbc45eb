import * as fc from 'fast-check';
import { VectorText } from './vector-text';

function listOf(vector: Float32Array): string {
  const text = new VectorText();
  text.list(vector);
  return text.take().toString();
}

test('every float32 is read back from its text', () => {
  const number = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.float({ min: -1, max: 1, noNaN: true }),
    fc.float({ min: Math.fround(-0.01), max: Math.fround(0.01), noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 30 }), numbers => {
      const vector = Float32Array.from(numbers);
      // -0 is 0.
      expect(Float32Array.from(JSON.parse(listOf(vector)))).toEqual(vector.map(value => value + 0));
    }),
    { numRuns: 500 },
  );
});

test('numbers are as short as nine digits make them', () => {
  const vector = Float32Array.of(
    0,
    -0,
    1,
    -1,
    0.5,
    0.1,
    -0.0625,
    0.001,
    0.999999999,
    1e-7,
    1e20,
    -1.17549435e-38,
  );
  expect(listOf(vector)).toBe(
    '[0,0,1,-1,0.5,0.100000001,-0.0625,0.00100000005,1,1.00000001e-7,100000002000000000000,-1.17549435e-38]',
  );
});

test('texts stand between, of any length', () => {
  const text = new VectorText();
  const long = '商'.repeat(100_000);
  text.text(long);
  text.list(new Float32Array(20_000).fill(0.25));
  const list = `[${Array(20_000).fill('0.25').join()}]`;
  expect(text.take().toString()).toBe(`${long}${list}`);
  text.text('a');
  expect(text.take().toString()).toBe('a');
});
