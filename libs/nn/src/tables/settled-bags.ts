import { readAhead } from './read-ahead';
import { divisorOf, startOf, type Bags } from './table-rows';

/**
 * Pools bags of rows whose values are first multiplied by a number, each rounded as it would be in a table.
 *
 * @param values - [any, dim]
 * @param out - [bags of the batch, dim]
 */
export function poolSettled(
  values: Float32Array,
  dim: number,
  bags: Bags,
  out: Float32Array,
  scale: number,
): void {
  const { rows, ends, firstBag, endBag } = bags;
  if (firstBag === endBag) return;
  readAhead(values, dim, rows, startOf(bags, firstBag), ends[endBag - 1]);
  for (let bag = firstBag; bag < endBag; bag++) {
    const begin = startOf(bags, bag);
    const end = ends[bag];
    const to = bag * dim;
    out.fill(0, to, to + dim);
    for (let i = begin; i < end; i++) {
      const at = rows[i] * dim;
      for (let j = 0; j < dim; j++) out[to + j] += Math.fround(values[at + j] * scale);
    }
    const divisor = divisorOf(bags, bag, end - begin, 1);
    if (divisor !== 1) for (let j = 0; j < dim; j++) out[to + j] /= divisor;
  }
}
