const FIRST_LENGTH = 1_024;

type NumberArray = Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** A typed array that numbers are added to. */
export class GrowingArray<Numbers extends NumberArray> {
  #numbers: Numbers;
  #length = 0;

  /** @param allocate - makes an array of so many zeros */
  constructor(private readonly allocate: (length: number) => Numbers) {
    this.#numbers = allocate(FIRST_LENGTH);
  }

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = this.allocate(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = number;
  }

  /** What was added. */
  finish(): Numbers {
    return this.#numbers.subarray(0, this.#length) as Numbers; // A part of an array is one of the same kind.
  }
}
