import { rowsOfPart, type BatchPart } from '../together/batch-part';
import { allocateMask, drawMask, type MaskPlace } from './dropout-mask';

/** Where the values of a part of a batch stand in the mask of all of it. */
interface PlaceInMask {
  readonly begin: number;
  readonly end: number;
  /** The size of that mask. */
  readonly whole: number;
}

/** @param shape - that of what is dropped: a row for each of the part, or more for what is shared and whole */
export function placeInMask(shape: readonly number[], part: BatchPart): PlaceInMask {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (shape[0] !== rowsOfPart(part)) return { begin: 0, end: size, whole: size };
  const ofRow = size / shape[0];
  return { begin: ofRow * part.begin, end: ofRow * part.end, whole: ofRow * part.of };
}

/** The mask of a dropout over a part of a batch: of each row what it has in the mask of the whole batch. */
export class PartMask {
  /** A byte a value, 0 or 1; written by `draw`. */
  readonly bytes: Uint8Array;
  readonly #whole: Float64Array;
  readonly #rate: number;

  /** @param shape - as of `placeInMask` */
  constructor(shape: readonly number[], rate: number, part: BatchPart) {
    const { begin, end, whole } = placeInMask(shape, part);
    this.#whole = allocateMask(whole);
    this.bytes = new Uint8Array(this.#whole.buffer, begin, end - begin);
    this.#rate = rate;
  }

  draw(place: MaskPlace): void {
    drawMask(this.#whole, this.#rate, place);
  }
}
