import type { Session } from '../src/scoring/session';

/**
 * A session that answers each row with its sum, and in a second output with the row doubled, so that it shows
 * which rows it was given. It computes in a later turn of the loop, as the runtime does.
 */
export class FakeSession implements Session {
  readonly engine = 'onnxruntime';
  readonly input: Session['input'];
  readonly outputs: Session['outputs'];
  readonly runNow = null;
  /** The rows of every run so far. */
  readonly runs: number[] = [];
  /** Called before each run with its rows; a throw makes the run fail. */
  beforeRun: (values: Float32Array) => void | Promise<void> = () => undefined;

  constructor(width: number) {
    this.input = { name: 'features', type: 'float32', shape: ['rows', width] };
    this.outputs = [
      { name: 'sums', type: 'float32', shape: ['rows', 1] },
      { name: 'doubles', type: 'float32', shape: ['rows', width] },
    ];
  }

  async run(values: Float32Array, rowCount: number, width: number): Promise<Float32Array[]> {
    this.runs.push(rowCount);
    if (values.length !== rowCount * width) throw new Error('The matrix has another size than it says.');
    await new Promise(resolve => setImmediate(resolve));
    await this.beforeRun(values);
    return fakeOutputs(values, width);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a FakeSession makes of rows, whatever the slices. */
export function fakeOutputs(values: Float32Array, width: number): Float32Array[] {
  const sums = new Float32Array(values.length / width);
  values.forEach((value, i) => (sums[Math.floor(i / width)] += value));
  return [sums, values.map(value => 2 * value)];
}
