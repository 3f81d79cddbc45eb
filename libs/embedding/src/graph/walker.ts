import type { RandomState } from '@reckit/kernels';
import { Xorshift } from '../random/xorshift';
import { arcBetween, type Arcs } from './graph';

/** How the next step depends on the one before (Grover and Leskovec, "node2vec", 2016). */
export interface WalkBias {
  /** The greater, the rarer a walk goes straight back. */
  readonly p: number;
  /** The greater, the rarer it goes away from where it came from. */
  readonly q: number;
}

/** After so many draws that were turned down, the chances of a step are written down one by one. */
const MOST_DRAWS = 32;

/**
 * Takes biased steps by rejection (Yang et al., "KnightKing: A Fast Distributed Graph Random Walk Engine", 2019): a
 * neighbour is drawn as if there were no bias, and turned down by chance, so that nothing is kept for pairs of edges. The
 * way back has a chance of its own where it is the most likely, or nearly all others would be turned down.
 */
export class Walker {
  readonly #arcs: Arcs;
  readonly #random: Xorshift;
  readonly #isFirstOrder: boolean;
  /** What the chances of the ways back, of those to a neighbour of the node before, and of those away are multiplied by. */
  readonly #back: number;
  readonly #away: number;
  /** The greatest of the last two, which the draws go up to, and what every way has. */
  readonly #most: number;
  readonly #least: number;

  constructor(arcs: Arcs, { p, q }: WalkBias, state: RandomState) {
    this.#arcs = arcs;
    this.#random = new Xorshift(state);
    this.#isFirstOrder = p === 1 && q === 1;
    this.#back = 1 / p;
    this.#away = 1 / q;
    this.#most = Math.max(1, this.#away);
    this.#least = Math.min(1, this.#away, this.#back);
  }

  /**
   * Writes a walk.
   *
   * @param walk - at `at` and behind, up to `length` nodes
   * @param state - begins a stream for this walk
   * @returns how many nodes it has: fewer where no edge leads on
   */
  write(walk: Int32Array, at: number, length: number, start: number, state: RandomState): number {
    const { starts } = this.#arcs;
    this.#random.seed(state);
    walk[at] = start;
    let before = -1;
    let node = start;
    for (let i = 1; i < length; i++) {
      const first = starts[node];
      const degree = starts[node + 1] - first;
      if (degree === 0) return i;
      const next =
        before < 0 || this.#isFirstOrder
          ? this.#targetOf(this.#draw(first, degree))
          : this.#biased(before, node, first, degree);
      walk[at + i] = next;
      before = node;
      node = next;
    }
    return length;
  }

  #targetOf(arc: number): number {
    return this.#arcs.targets[arc];
  }

  /** An arc by weight. */
  #draw(first: number, degree: number): number {
    const slot = this.#random.below(degree);
    const { weighted } = this.#arcs;
    if (!weighted) return first + slot;
    const { aliases } = weighted;
    const entry = 2 * (first + slot);
    return first + (this.#random.bits() <= aliases[entry] ? slot : aliases[entry + 1]);
  }

  #biased(before: number, node: number, first: number, degree: number): number {
    const { targets } = this.#arcs;
    if (degree === 1) return targets[first];
    const random = this.#random;
    const beyond = this.#back > this.#most ? this.#shareBeyond(before, node, degree) : 0;
    const back = Math.min(this.#back, this.#most);
    for (let draws = 0; draws < MOST_DRAWS; draws++) {
      if (beyond > 0 && random.uniform() < beyond) return before;
      const next = targets[this.#draw(first, degree)];
      const chance = random.uniform() * this.#most;
      if (chance < this.#least) return next;
      if (next === before) {
        if (chance < back) return next;
      } else if (chance < this.#away) {
        // Only what leads away may go up to more than 1.
        if (chance < 1 || !this.#isNear(before, next)) return next;
      } else if (chance < 1 && this.#isNear(before, next)) {
        return next;
      }
    }
    return this.#chosen(before, first, degree);
  }

  /** How many of the draws are straight back since their chance is beyond what the others go up to. */
  #shareBeyond(before: number, node: number, degree: number): number {
    const { weighted } = this.#arcs;
    const arc = arcBetween(this.#arcs, node, before);
    if (arc < 0) return 0;
    const weight = weighted ? weighted.weights[arc] : 1;
    const sum = weighted ? weighted.sums[node] : degree;
    const beyond = weight * (this.#back - this.#most);
    return beyond / (sum * this.#most + beyond);
  }

  #isNear(before: number, next: number): boolean {
    return arcBetween(this.#arcs, before, next) >= 0;
  }

  /** A step by its chances, one by one: where the draws are turned down nearly always. */
  #chosen(before: number, first: number, degree: number): number {
    const { targets, weighted } = this.#arcs;
    const chanceOf = (arc: number): number => {
      const next = targets[arc];
      const bias = next === before ? this.#back : this.#isNear(before, next) ? 1 : this.#away;
      return weighted ? bias * weighted.weights[arc] : bias;
    };
    let sum = 0;
    for (let arc = first; arc < first + degree; arc++) sum += chanceOf(arc);
    let left = this.#random.uniform() * sum;
    for (let arc = first; arc < first + degree - 1; arc++) {
      left -= chanceOf(arc);
      if (left < 0) return targets[arc];
    }
    return targets[first + degree - 1];
  }
}
