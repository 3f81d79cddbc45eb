import { StepMemory } from '@reckit/kernels';
import type { BatchPart } from '../together/batch-part';
import { PartMask } from '../random/part-mask';
import { stepMasks } from './step-masks';

const PLACE = { seed: 2 ** 40 + 7, step: 3 };
const RATES = [0.5, 0.3, 0.25, 0.99, 0];

test.each<BatchPart>([
  { begin: 0, end: 9, of: 9 },
  { begin: 4, end: 6, of: 9 },
])('masks of a kernel are those that the eager engine draws, rows %j', part => {
  const rows = part.end - part.begin;
  const traced = RATES.map((rate, i) => ({ name: `mask_${i}`, shape: [i === 1 ? part.of : rows, 37], rate }));
  const masks = stepMasks(new StepMemory(), traced, part);
  masks.draw({ ...PLACE, step: 2 });
  masks.draw(PLACE);
  traced.forEach(({ name, shape, rate }, call) => {
    const expected = new PartMask(shape, rate, part);
    expected.draw({ ...PLACE, call });
    expect([...masks.placed[name]]).toEqual([...expected.bytes]);
  });
});
