import { FreeRanges, type Block } from '@reckit/kernels';

/** What happens to the homes of values in one item of a plan. */
export interface HomeUse {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Homes that the first one of `writes` may take over, if nothing reads them afterwards. */
  readonly inPlace: readonly string[];
}

const ALIGNMENT = 64;

/**
 * Gives every home a place, one after the other's end of life, so that a step works on as little memory as it can.
 *
 * @param sizes - bytes of the homes that get a place
 * @param kept - homes that live from the beginning to the end
 * @returns where each begins, and how many bytes there are
 */
export function layOut(
  uses: readonly HomeUse[],
  sizes: ReadonlyMap<string, number>,
  kept: ReadonlySet<string>,
): { readonly places: ReadonlyMap<string, number>; readonly bytes: number } {
  const lastUse = new Map<string, number>();
  uses.forEach(({ reads, writes }, i) => [...reads, ...writes].forEach(home => lastUse.set(home, i)));
  const blocks = new Map<string, Block>();
  const free = new FreeRanges({ at: 0, bytes: Number.MAX_SAFE_INTEGER });
  let bytes = 0;
  const place = (home: string, size: number): void => {
    const block = free.take(rounded(size));
    if (!block) throw new RangeError(`There is no room for ${size} bytes.`);
    blocks.set(home, block);
    bytes = Math.max(bytes, block.at + block.bytes);
  };
  for (const [home, size] of sizes) if (kept.has(home)) place(home, size);
  const ended = (home: string, i: number): boolean =>
    sizes.has(home) && !kept.has(home) && lastUse.get(home) === i;

  uses.forEach(({ reads, writes, inPlace }, i) => {
    const taken = new Set<string>();
    writes.forEach((home, which) => {
      const size = sizes.get(home);
      if (size === undefined || blocks.has(home)) return;
      const former =
        which === 0
          ? inPlace.find(each => ended(each, i) && blocks.get(each)?.bytes === rounded(size))
          : undefined;
      const block = former === undefined ? undefined : blocks.get(former);
      if (former === undefined || block === undefined) {
        place(home, size);
        return;
      }
      blocks.set(home, block);
      taken.add(former);
    });
    for (const home of new Set([...reads, ...writes])) {
      const block = blocks.get(home);
      if (block && ended(home, i) && !taken.has(home)) free.give(block);
    }
  });
  return { places: new Map([...blocks].map(([home, { at }]) => [home, at])), bytes };
}

function rounded(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
}
