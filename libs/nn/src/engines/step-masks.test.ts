import { StepMemory } from '@reckit/kernels';
import type { BatchPart } from '../together/batch-part';
import { PartMask } from '../random/part-mask';
import { stepMasks } from './step-masks';

const PLACE = { seed: 2 ** 40 + 7, step: 3 };
const RATES = [0.5, 0.3, 0.25, 0.99, 0];

test.each<BatchPart>([
  { begin: 0, end: 9, of: 9 },
  { begin: 4, end: 6, of: 9 },
  { begin: 8, end: 11, of: 13 },
])('masks of a kernel are those that the eager engine draws, rows %j', part => {
  const rows = part.end - part.begin;
  const traced = RATES.map((rate, i) => ({ name: `mask_${i}`, shape: [i === 1 ? part.of : rows, 37], rate }));
  const ofBits = new Set(traced.slice(0, 3).map(({ name }) => name));
  const masks = stepMasks(new StepMemory(), traced, part, ofBits);
  masks.draw({ ...PLACE, step: 2 });
  masks.draw(PLACE);
  traced.forEach(({ name, shape, rate }, call) => {
    const expected = new PartMask(shape, rate, part);
    expected.draw({ ...PLACE, call });
    const values = masks.placed[name];
    const beginsAByte = shape[0] === part.of || part.begin % 8 === 0;
    expect(values instanceof Uint8Array).toBe(ofBits.has(name) && beginsAByte);
    expect(valuesOf(values).slice(0, expected.bytes.length)).toEqual([...expected.bytes]);
  });
});

/** A number for each bit, if there are bits. */
function valuesOf(mask: Float32Array | Uint8Array): number[] {
  return mask instanceof Uint8Array
    ? [...mask].flatMap(byte => Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1))
    : [...mask];
}
