import type { PlanItem, ValueAlias } from './plan-items';
import { elementCount, integerOf } from './plan-node';
import type { SpecOf } from './value-specs';

/** A stretch of memory that holds a value, and those that are parts of it. */
export interface Home {
  /** The value that the stretch is as long as. */
  readonly root: string;
  /** Where a value begins in it. */
  readonly bytes: number;
}

const FLOAT_BYTES = 4;

/**
 * Which values share memory: those that are others in another shape, and those that are computed right into the place that
 * they have in what `Concat` makes of them.
 */
export class ValueHomes {
  readonly #parents = new Map<string, Home>();

  constructor(
    items: readonly PlanItem[],
    aliases: ReadonlyMap<string, ValueAlias>,
    private readonly specOf: SpecOf,
    isComputed: (name: string) => boolean,
  ) {
    for (const [name, { of, offset }] of aliases) {
      this.#parents.set(name, { root: of, bytes: offset * FLOAT_BYTES });
    }
    for (const item of items) {
      if (item.kind !== 'kernel' || item.node.op !== 'Concat') continue;
      const [whole] = item.node.outputs;
      const shape = specOf(whole)?.shape ?? [];
      const axis = integerOf(item.node, 'axis', 0);
      if (elementCount(shape.slice(0, axis < 0 ? axis + shape.length : axis)) !== 1) continue;
      let bytes = 0;
      for (const part of item.node.inputs) {
        const size = elementCount(specOf(part)?.shape ?? []) * FLOAT_BYTES;
        const home = this.of(part);
        const isWhole = home.bytes === 0 && this.#sizeOf(home.root) === size;
        if (isWhole && home.root !== whole && isComputed(home.root)) {
          this.#parents.set(home.root, { root: whole, bytes });
        }
        bytes += size;
      }
    }
  }

  of(name: string): Home {
    let root = name;
    let bytes = 0;
    for (let parent = this.#parents.get(root); parent; parent = this.#parents.get(root)) {
      root = parent.root;
      bytes += parent.bytes;
    }
    return { root, bytes };
  }

  #sizeOf(name: string): number {
    return elementCount(this.specOf(name)?.shape ?? []) * FLOAT_BYTES;
  }
}
