import * as fc from 'fast-check';
import { fillAliasTable } from './alias-table';

test('slots are drawn by their weights', () => {
  const weights = fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true })), {
      minLength: 1,
      maxLength: 40,
    })
    .filter(some => some.some(weight => weight > 1e-3));
  fc.assert(
    fc.property(weights, weights => {
      const count = weights.length;
      const table = new Uint32Array(2 * count);
      fillAliasTable(weights, table);
      const chances = new Array<number>(count).fill(0);
      for (let slot = 0; slot < count; slot++) {
        const own = table[2 * slot] / (2 ** 32 - 1);
        chances[slot] += own / count;
        chances[table[2 * slot + 1]] += (1 - own) / count;
      }
      const sum = weights.reduce((total, weight) => total + weight, 0);
      chances.forEach((chance, i) => expect(chance).toBeCloseTo(weights[i] / sum, 8));
    }),
  );
});
