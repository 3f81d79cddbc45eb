import { EmbeddingRowsKernel } from '@reckit/kernels';
import { poolBag } from './plain-rows';
import type { RowGradients } from './row-gradients';
import type { RowUpdate } from './row-optimizer';
import { divisorOf, startOf, type Bags, type TableRows } from './table-rows';

const { mostIds, mostRows } = EmbeddingRowsKernel;

/** The rows of a table in the memory of a kernel. */
export class KernelRows implements TableRows {
  private constructor(
    private readonly kernel: EmbeddingRowsKernel,
    private readonly dim: number,
  ) {}

  /** Null if a kernel has no room for such a table. */
  static create(rows: number, dim: number, memoryPerValue: number): KernelRows | null {
    try {
      return new KernelRows(new EmbeddingRowsKernel(rows, dim, memoryPerValue), dim);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  get values(): Float32Array {
    return this.kernel.values;
  }

  get memory(): Float32Array {
    return this.kernel.memory;
  }

  pool(bags: Bags, out: Float32Array, scale: number): void {
    const { dim, kernel } = this;
    for (let bag = bags.firstBag; bag < bags.endBag;) {
      const count = this.#take(bags, bag, scale);
      if (count === 0) poolBag(kernel.values, dim, bags, bag, out, scale);
      else {
        kernel.pool(count);
        copy(kernel.vectors, 0, out, bag * dim, count * dim);
      }
      bag += Math.max(1, count);
    }
  }

  update(rule: RowUpdate, rows: Int32Array, gradients: RowGradients, count: number): void {
    const { dim, kernel } = this;
    const { given, sums, sources } = gradients;
    for (let begin = 0; begin < count; begin += mostRows) {
      const size = Math.min(mostRows, count - begin);
      const end = begin + size;
      for (let place = begin; place < end; place++) kernel.ids[place - begin] = rows[place];
      for (let place = begin; place < end;) {
        const first = place;
        const source = sources[first];
        // In a large table most rows come once, and their gradients lie one behind the other.
        do place++;
        while (place < end && isBehind(sources[place], source, (place - first) * dim));
        const [from, start] = source < 0 ? [sums, first * dim] : [given, source];
        copy(from, start, kernel.vectors, (first - begin) * dim, (place - first) * dim);
      }
      rule.inKernel(kernel, size);
    }
  }

  /** Hands over as many bags from `first` on as there is room for; returns how many, 0 if the first is too large. */
  #take(bags: Bags, first: number, scale: number): number {
    const { ids, ends, divisors } = this.kernel;
    const start = startOf(bags, first);
    let count = 0;
    let end = start;
    for (let bag = first; bag < bags.endBag && count < mostRows; bag++, count++) {
      if (bags.ends[bag] - start > mostIds) break;
      divisors[count] = divisorOf(bags, bag, bags.ends[bag] - end, scale);
      end = bags.ends[bag];
      ends[count] = end - start;
    }
    for (let i = start; i < end; i++) ids[i - start] = bags.rows[i];
    return count;
  }
}

/** Whether a gradient is so many numbers behind the first: both among the sums, or both where they were given. */
function isBehind(source: number, first: number, distance: number): boolean {
  return first < 0 ? source < 0 : source === first + distance;
}

/** Below so many values a loop is quicker than a call. */
const FEW_VALUES = 128;

function copy(from: Float32Array, start: number, to: Float32Array, at: number, count: number): void {
  if (count < FEW_VALUES) for (let j = 0; j < count; j++) to[at + j] = from[start + j];
  else to.set(from.subarray(start, start + count), at);
}
