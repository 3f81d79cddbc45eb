import type { Collective } from '../src/together/collective';

/** What one member of a group gives to a call, and what wakes it once all have given theirs. */
interface Given {
  readonly bytes: Uint8Array;
  done(): void;
}

/**
 * Members of a group in one process, which meet in each call as processes do: the last one to call does the work. Sums are
 * in the order of the ranks.
 */
export function inProcessGroup(worldSize: number): Collective[] {
  let waiting: (Given | undefined)[] = [];

  function meet(rank: number, bytes: Uint8Array, work: (all: Uint8Array[]) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (waiting[rank]) return reject(new Error(`Member ${rank} has called twice.`));
      waiting[rank] = { bytes, done: resolve };
      const all = waiting.filter(given => given !== undefined);
      if (all.length < worldSize) return;
      const inOrder = waiting.flatMap(given => (given ? [given.bytes] : []));
      waiting = [];
      work(inOrder);
      for (const { done } of all) done();
    });
  }

  return Array.from({ length: worldSize }, (_, rank) => ({
    rank,
    worldSize,
    allReduceSum: values => meet(rank, bytesOf(values), sum),
    broadcast: (bytes, root) =>
      meet(rank, bytes, all => all.forEach((other, i) => (i === root ? undefined : other.set(all[root])))),
  }));
}

function sum(all: Uint8Array[]): void {
  const arrays = all.map(
    ({ buffer, byteOffset, byteLength }) => new Float32Array(buffer, byteOffset, byteLength / 4),
  );
  const [first, ...others] = arrays;
  for (const other of others) for (let i = 0; i < first.length; i++) first[i] += other[i];
  for (const other of others) other.set(first);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
