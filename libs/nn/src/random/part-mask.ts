import { rowsOfPart, type BatchPart } from '../together/batch-part';
import { allocateMask, drawMask, type MaskPlace } from './dropout-mask';

/** The mask of a dropout over a part of a batch: of each row what it has in the mask of the whole batch. */
export class PartMask {
  /** A byte a value, 0 or 1; written by `draw`. */
  readonly bytes: Uint8Array;
  readonly #whole: Float64Array;
  readonly #rate: number;

  /** @param shape - that of what is dropped: a row for each of the part, or more for what is shared and whole */
  constructor(shape: readonly number[], rate: number, part: BatchPart) {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    const ofRow = size / shape[0];
    const isPart = shape[0] === rowsOfPart(part);
    this.#whole = allocateMask(isPart ? ofRow * part.of : size);
    this.bytes = new Uint8Array(this.#whole.buffer, isPart ? ofRow * part.begin : 0, size);
    this.#rate = rate;
  }

  draw(place: MaskPlace): void {
    drawMask(this.#whole, this.#rate, place);
  }
}
