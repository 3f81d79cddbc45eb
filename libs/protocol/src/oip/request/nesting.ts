import { BadRequest } from '../../errors';
import { MAX_DEPTH } from '../../json/skip-value';
import { shownShape } from '../tensor';

const NOT_YET = -1;

/**
 * Watches that the lists of nested data are as long as the shape of their tensor says. Dimensions of one element may be
 * left out or added, since clients write [rows] and [rows, 1] for the same.
 */
export class Nesting {
  /** How many entries the lists that are open have so far, the outermost at 1; and the first ended one of each level. */
  readonly #entries = new Uint32Array(MAX_DEPTH + 1);
  readonly #lengths = new Float64Array(MAX_DEPTH + 1).fill(NOT_YET);
  #depth = 0;
  /** In how many lists the elements stand. */
  #leafDepth = NOT_YET;

  constructor(
    private readonly shape: readonly number[],
    private readonly place: string,
  ) {}

  get depth(): number {
    return this.#depth;
  }

  open(): void {
    this.#entries[this.#depth]++;
    if (this.#depth === this.#leafDepth) throw this.#ragged();
    this.#depth++;
    this.#entries[this.#depth] = 0;
  }

  /** Notes elements that stand in the innermost open list. */
  addElements(count: number): void {
    if (this.#leafDepth === NOT_YET) this.#leafDepth = this.#depth;
    if (this.#depth !== this.#leafDepth) throw this.#ragged();
    this.#entries[this.#depth] += count;
  }

  close(): void {
    const depth = this.#depth--;
    if (this.#lengths[depth] === NOT_YET) this.#lengths[depth] = this.#entries[depth];
    else if (this.#lengths[depth] !== this.#entries[depth]) throw this.#ragged();
  }

  /** @throws BadRequest if the lists, all of which are closed, are others than those of the shape */
  assertShape(): void {
    const levels = [...this.#lengths.subarray(1)].filter(length => length !== NOT_YET);
    if (levels.length === 1) return;
    const isSame = withoutOnes(levels).join() === withoutOnes(this.shape).join();
    if (!isSame && !levels.includes(0)) {
      throw new BadRequest(
        `${this.place} is nested as ${shownShape(levels)}, but the shape is ${shownShape(this.shape)}.`,
      );
    }
  }

  #ragged(): BadRequest {
    return new BadRequest(
      `${this.place}: the lists are not as long as each other. Send them as the shape ${shownShape(this.shape)} says, or flat.`,
    );
  }
}

function withoutOnes(sizes: readonly number[]): number[] {
  return sizes.filter(size => size !== 1);
}
