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
  const places = new Map<string, number>();
  const free = new FreeSpace();
  for (const home of kept) if (sizes.has(home)) places.set(home, free.take(rounded(sizes.get(home) ?? 0)));
  const ended = (home: string, i: number): boolean =>
    sizes.has(home) && !kept.has(home) && lastUse.get(home) === i;

  uses.forEach(({ reads, writes, inPlace }, i) => {
    const taken = new Set<string>();
    writes.forEach((home, which) => {
      const size = sizes.get(home);
      if (size === undefined || places.has(home)) return;
      const heir =
        which === 0
          ? inPlace.find(each => ended(each, i) && rounded(sizes.get(each) ?? 0) === rounded(size))
          : undefined;
      if (heir === undefined) {
        places.set(home, free.take(rounded(size)));
        return;
      }
      places.set(home, places.get(heir) ?? 0);
      taken.add(heir);
    });
    for (const home of new Set([...reads, ...writes])) {
      if (ended(home, i) && !taken.has(home)) {
        free.give(places.get(home) ?? 0, rounded(sizes.get(home) ?? 0));
      }
    }
  });
  return { places, bytes: free.end };
}

function rounded(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
}

/** Stretches of memory that nobody uses, by where they begin. */
class FreeSpace {
  #stretches: { at: number; bytes: number }[] = [];
  end = 0;

  /** The smallest stretch that is large enough, or more memory. */
  take(bytes: number): number {
    let best = -1;
    this.#stretches.forEach((stretch, i) => {
      if (stretch.bytes >= bytes && (best < 0 || stretch.bytes < this.#stretches[best].bytes)) best = i;
    });
    if (best < 0) {
      const at = this.end;
      this.end += bytes;
      return at;
    }
    const stretch = this.#stretches[best];
    const { at } = stretch;
    if (stretch.bytes === bytes) this.#stretches.splice(best, 1);
    else this.#stretches[best] = { at: at + bytes, bytes: stretch.bytes - bytes };
    return at;
  }

  give(at: number, bytes: number): void {
    const next = this.#stretches.findIndex(stretch => stretch.at > at);
    const i = next < 0 ? this.#stretches.length : next;
    this.#stretches.splice(i, 0, { at, bytes });
    this.#merge(i);
    this.#merge(i - 1);
  }

  #merge(i: number): void {
    const [one, following] = [this.#stretches.at(i), this.#stretches.at(i + 1)];
    if (i < 0 || !one || !following || i + 1 >= this.#stretches.length) return;
    if (one.at + one.bytes !== following.at) return;
    this.#stretches.splice(i, 2, { at: one.at, bytes: one.bytes + following.bytes });
  }
}
