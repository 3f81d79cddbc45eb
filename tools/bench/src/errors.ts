/** The benchmarks cannot run as asked; the message says what to do. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
