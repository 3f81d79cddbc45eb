/** Labels, scores or weights that no metric can be taken of. */
export class MetricInputError extends RangeError {
  constructor(message: string) {
    super(message);
    this.name = 'MetricInputError';
  }
}
