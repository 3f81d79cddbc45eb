/** Stands for "in `sums`" where a source is asked for. */
const SUMMED = -1;

/**
 * The gradients of the distinct rows of a batch. That of a row that came once is not copied: it is read where the
 * caller has it. In a large table most rows come once.
 */
export class RowGradients {
  readonly dim: number;
  /** What was given: [any, dim]. */
  given: Float32Array = new Float32Array(0);
  /** Sums of several gradients, [places, dim]. */
  sums = new Float32Array(0);
  /** Where the gradient of a place begins in `given`; below 0 if it is in `sums`. */
  sources = new Int32Array(0);

  constructor(dim: number) {
    this.dim = dim;
  }

  /** Begins a batch of no more than `most` places, whose gradients are parts of `given`. */
  begin(most: number, given: Float32Array): void {
    this.given = given;
    if (this.sources.length >= most) return;
    this.sources = new Int32Array(most);
    this.sums = new Float32Array(most * this.dim);
  }

  /** Makes `scale · given[from … from + dim)` the gradient of a place. */
  start(place: number, from: number, scale: number): void {
    if (scale === 1) {
      this.sources[place] = from;
      return;
    }
    const { given, sums, dim } = this;
    const at = place * dim;
    for (let j = 0; j < dim; j++) sums[at + j] = given[from + j] * scale;
    this.sources[place] = SUMMED;
  }

  /** Adds `scale · given[from … from + dim)` to the gradient of a place. */
  add(place: number, from: number, scale: number): void {
    const { given, sums, sources, dim } = this;
    const at = place * dim;
    const first = sources[place];
    if (first >= 0) for (let j = 0; j < dim; j++) sums[at + j] = given[first + j] + given[from + j] * scale;
    else for (let j = 0; j < dim; j++) sums[at + j] += given[from + j] * scale;
    sources[place] = SUMMED;
  }
}
