import * as fc from 'fast-check';
import { finishReading } from '../../../testing/finish-reading';
import { keptElements } from '../../../testing/kept-elements';
import { SliceClock } from '../../json/slice-clock';
import { numberSource } from '../rows/number-source';
import type { InputElements } from '../tensor';
import type { JsonNumberType } from './element-readers';
import { readInferRequest } from './read-infer-request';
import { WrittenNumbers } from './written-numbers';

const ELEMENTS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  INT64: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.nat().map(BigInt)),
  INT8: fc.integer({ min: -128, max: 127 }),
  FP32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  FP64: fc.double({ noNaN: true, noDefaultInfinity: true }),
  BOOL: fc.boolean(),
};
const SPACES = ['', ' ', '\n\t '];

function elementsOf(datatype: string, shape: readonly number[], data: string): InputElements {
  const body = Buffer.from(
    `{"inputs":[{"name":"x","datatype":"${datatype}","shape":${JSON.stringify(shape)},"data":${data}}]}`,
  );
  const options = { headerLength: null, maxTensors: 1, modelInputs: () => [] };
  return finishReading(readInferRequest(body, options, new SliceClock())).inputs[0].elements;
}

test.each(Object.keys(ELEMENTS) as JsonNumberType[])(
  '%s: what is read from where it is written is what an array of it holds',
  datatype => {
    const rows = fc.array(fc.tuple(ELEMENTS[datatype], ELEMENTS[datatype]), { minLength: 1, maxLength: 30 });
    const steps = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 5 });
    fc.assert(
      fc.property(rows, steps, fc.constantFrom(...SPACES), (values, asked, space) => {
        const lists = values.map(row => `${space}[${space}${row.map(String).join(`${space},`)}${space}]`);
        const data = `[${lists.join(`${space},`)}${space}]`;
        const count = 2 * values.length;
        const kept = keptElements(elementsOf(datatype, [values.length, 2], data));
        if (kept.kind !== 'numbers' && kept.kind !== 'integers') throw new Error('These are no numbers.');
        const expected = numberSource(kept, datatype);
        const written = new WrittenNumbers(Buffer.from(`{"x":${data}}`), 5, datatype, count);
        for (const [at, length] of [[0, 2], [2, count], ...asked, [0, count]]) {
          const from = at % count;
          const some = Math.min(length, count - from);
          const [one, other] = [new Float64Array(some), new Float64Array(some)];
          written.copy(from, some, one);
          expected.copy(from, some, other);
          expect(one).toEqual(other);
          expect(written.valueAt(from)).toEqual(expected.valueAt(from));
        }
      }),
    );
  },
);

describe('a tensor of more than a million numbers', () => {
  const ROWS = 700;
  const EVENTS = 1_600;
  const data = (last: string): string => `[${'7,'.repeat(ROWS * EVENTS - 1)}${last}]`;

  test('is left where it is written', () => {
    const elements = elementsOf('INT64', [ROWS, EVENTS], data('9223372036854775807'));
    if (elements.kind !== 'written') throw new Error('It was kept.');
    expect(elements.source.valueAt(5_000)).toBe(7);
    expect(elements.source.valueAt(ROWS * EVENTS - 1)).toBe('9223372036854775807');
  });

  test.each([
    [
      'INT64',
      '1.5',
      `inputs[0].data[${ROWS * EVENTS - 1}]: expected an integer from -2^63 to 2^63-1 (INT64), got 1.5.`,
    ],
    ['FP64', '"x"', `inputs[0].data[${ROWS * EVENTS - 1}]: expected a number (FP64), got "x".`],
    ['FP32', '1,1', `inputs[0].data has more than the ${ROWS * EVENTS} elements of its shape [700,1600].`],
    ['INT8', '[1]', 'inputs[0].data'],
  ])('of %s is checked to its end, where %s stands', (datatype, last, message) => {
    expect(() => elementsOf(datatype, [ROWS, EVENTS], data(last))).toThrow(message);
  });
});
