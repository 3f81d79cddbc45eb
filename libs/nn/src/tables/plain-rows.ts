import { readAhead } from './read-ahead';
import type { RowGradients } from './row-gradients';
import type { RowUpdate } from './row-optimizer';
import { divisorOf, startOf, type Bags, type TableRows } from './table-rows';

/** Rows read ahead and then updated; they fit into the first cache. */
const BLOCK_ROWS = 32;

/** The rows of a table in arrays of any length. */
export class PlainRows implements TableRows {
  readonly values: Float32Array;
  readonly memory: Float32Array;

  constructor(
    rows: number,
    private readonly dim: number,
    private readonly memoryPerValue: number,
  ) {
    this.values = new Float32Array(rows * dim);
    this.memory = new Float32Array(rows * dim * memoryPerValue);
  }

  pool(bags: Bags, out: Float32Array, scale: number): void {
    const { rows, ends, firstBag, endBag } = bags;
    if (firstBag === endBag) return;
    readAhead(this.values, this.dim, rows, startOf(bags, firstBag), ends[endBag - 1]);
    for (let bag = firstBag; bag < endBag; bag++) poolBag(this.values, this.dim, bags, bag, out, scale);
  }

  update(rule: RowUpdate, rows: Int32Array, gradients: RowGradients, count: number): void {
    const { values, memory, dim, memoryPerValue } = this;
    for (let begin = 0; begin < count; begin += BLOCK_ROWS) {
      const end = Math.min(begin + BLOCK_ROWS, count);
      readAhead(values, dim, rows, begin, end);
      readAhead(memory, dim * memoryPerValue, rows, begin, end);
      rule.inPlain(this, rows, gradients, begin, end);
    }
  }
}

/** Pools one bag of any size. */
export function poolBag(
  values: Float32Array,
  dim: number,
  bags: Bags,
  bag: number,
  out: Float32Array,
  scale: number,
): void {
  const begin = startOf(bags, bag);
  const end = bags.ends[bag];
  const to = bag * dim;
  out.fill(0, to, to + dim);
  for (let i = begin; i < end; i++) {
    const at = bags.rows[i] * dim;
    for (let j = 0; j < dim; j++) out[to + j] += values[at + j];
  }
  const divisor = divisorOf(bags, bag, end - begin, scale);
  if (divisor !== 1) for (let j = 0; j < dim; j++) out[to + j] /= divisor;
}
