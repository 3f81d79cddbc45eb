import * as fc from 'fast-check';
import { LONGEST_NUMBER_BYTES, writeFloat32 } from './write-float32';

const bytes = Buffer.alloc(LONGEST_NUMBER_BYTES + 1);

function written(value: number): string {
  return bytes.toString('latin1', 1, writeFloat32(value, bytes, 1));
}

const view = new DataView(new ArrayBuffer(4));

function fromBits(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

test('any finite float32 is written as the engine writes the double that equals it', () => {
  const anyBits = fc
    .integer({ min: 0, max: 2 ** 32 - 1 })
    .map(fromBits)
    .filter(Number.isFinite);
  fc.assert(
    fc.property(anyBits, value => {
      expect(written(value)).toBe(String(value));
    }),
    { numRuns: 5_000 },
  );
});

test('so are numbers of the sizes that models answer', () => {
  const score = fc
    .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -7, max: 8 }))
    .map(([value, exponent]) => Math.fround(value * 10 ** exponent));
  const short = fc
    .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom(1, 8, 10, 100, 1_000, 65_536))
    .map(([value, divisor]) => Math.fround(value / divisor));
  fc.assert(
    fc.property(fc.oneof(score, short), value => {
      expect(written(value)).toBe(String(value));
    }),
    { numRuns: 20_000 },
  );
});

test('so are the neighbours of every power of two and of ten', () => {
  const powers = [
    ...Array.from({ length: 60 }, (_, i) => 2 ** (i - 30)),
    ...Array.from({ length: 16 }, (_, i) => 10 ** (i - 8)),
  ];
  for (const power of powers) {
    view.setFloat32(0, power);
    const bits = view.getUint32(0);
    for (let step = -3; step <= 3; step++) {
      const value = fromBits(bits + step);
      expect([written(value), written(-value)]).toEqual([String(value), String(-value)]);
    }
  }
});

test.each([
  [0, '0'],
  [-0, '0'],
  [0.1, '0.10000000149011612'],
  [-2.5, '-2.5'],
  [9.999999, '9.999999046325684'],
  [16_777_215, '16777215'],
  [16_777_216, '16777216'],
  [3.4028234663852886e38, '3.4028234663852886e+38'],
  [1e-45, '1.401298464324817e-45'],
  [0.0009999999, '0.0009999999310821295'],
])('%d is %s', (value, text) => {
  expect(written(Math.fround(value))).toBe(text);
});
