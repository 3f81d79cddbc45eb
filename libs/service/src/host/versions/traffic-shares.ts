import { murmur3 } from '@reckit/features';

const HASHES = 2 ** 32;
/** So near to all of what is left, all is meant: fractions of a hundred do not add up exactly. */
const ROUNDING = 1e-9;

interface Share {
  readonly label: string;
  /** A key whose hash with the label lies below belongs to it. */
  readonly bound: number;
}

/**
 * Shares requests out among labels. A key always has the same share, and goes on having it when that grows; each label
 * draws anew, so that another experiment meets other users.
 */
export class TrafficShares {
  readonly #shares: readonly Share[];

  /** @param shares - together at most 100 percent */
  constructor(shares: readonly { readonly label: string; readonly percent: number }[]) {
    let left = 100;
    this.#shares = shares.map(({ label, percent }) => {
      // Each is asked only about keys that none before it has taken.
      const part = percent >= left - ROUNDING ? 1 : percent / left;
      left -= percent;
      return { label, bound: percent === 0 ? 0 : part * HASHES };
    });
  }

  get areNone(): boolean {
    return this.#shares.length === 0;
  }

  /** The label that answers requests with this key; null for the current version. */
  labelOf(key: string): string | null {
    for (const { label, bound } of this.#shares) {
      if (murmur3(`${label}\n${key}`) < bound) return label;
    }
    return null;
  }
}
