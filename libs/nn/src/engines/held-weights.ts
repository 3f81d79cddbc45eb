import type { EngineState } from './engine';
import type { BoundTensor, Runtime, RunTensors } from './runtime';
import { NAMES } from './trace-network';

const SMALLEST_NORMAL = 2 ** -126;

type Copy = readonly { readonly name: string; readonly tensor: BoundTensor }[];

/**
 * Parameters, state and what the optimiser remembers, twice: a step reads one copy and writes the other, and then
 * they change places. So nothing is allocated in a step, and a step that fails has changed nothing. What a kernel
 * updates in place, once a step has not failed, is there once.
 */
export class HeldWeights {
  readonly #slotCount: number;
  #current: Copy;
  #spare: Copy;

  /** @param inPlace - the arrays of the parameters, and of what the optimiser remembers, where a kernel has them */
  constructor(runtime: Runtime, initial: EngineState, inPlace: readonly Float32Array[] = []) {
    const bind = (name: string, values: Float32Array) => ({
      name,
      tensor: runtime.bindFloats(values, [values.length]),
    });
    const vectors = namedVectors(initial);
    const shared = inPlace.map((values, i) => bind(vectors[i][0], values));
    const copy = (): Copy => [
      ...shared,
      ...vectors.slice(shared.length).map(([name, values]) => bind(name, values.slice())),
    ];
    this.#slotCount = initial.optimizer.length;
    this.#current = copy();
    this.#spare = copy();
  }

  /** Lets the next run read the current values. */
  feedTo(feeds: RunTensors): void {
    for (const { name, tensor } of this.#current) feeds[name] = tensor.native;
  }

  /** Lets the next run write into the other copy. */
  fetchFrom(results: RunTensors): void {
    for (const { name, tensor } of this.#spare) results[NAMES.next(name)] = tensor.native;
  }

  /** Lets the next run write parameters, and what the optimiser remembers, into the other copy. */
  fetchUpdateFrom(results: RunTensors): void {
    for (const { name, tensor } of this.#spare.slice(0, 1 + this.#slotCount)) {
      results[NAMES.next(name)] = tensor.native;
    }
  }

  /** Sets the state of the other copy, which is empty for most networks. */
  writeSpareState(state: Float32Array): void {
    if (state.length > 0) this.#spare.at(-1)?.tensor.values.set(state);
  }

  /** Takes what the last run wrote as the current values. */
  swap(): void {
    [this.#current, this.#spare] = [this.#spare, this.#current];
  }

  /**
   * Sets what is too small for a normal float to 0. The running mean of a gradient that has become 0, as that of
   * a unit that never fires again, shrinks to such numbers and stays there, and processors compute with them many
   * times slower.
   */
  flushDenormals(): void {
    for (const { tensor } of this.#current.slice(1)) {
      const { values } = tensor;
      for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) < SMALLEST_NORMAL) values[i] = 0;
    }
  }

  read(): EngineState {
    const [parameters, ...others] = this.#current.map(({ tensor }) => tensor.values.slice());
    const [state = new Float32Array(0)] = others.slice(this.#slotCount);
    return { parameters, state, optimizer: others.slice(0, this.#slotCount) };
  }

  write(state: EngineState): void {
    namedVectors(state).forEach(([, values], i) => this.#current[i].tensor.values.set(values));
  }
}

function namedVectors({ parameters, state, optimizer }: EngineState): [string, Float32Array][] {
  const vectors: [string, Float32Array][] = [[NAMES.parameters, parameters]];
  optimizer.forEach((slot, i) => vectors.push([NAMES.slot(i), slot]));
  if (state.length > 0) vectors.push([NAMES.state, state]);
  return vectors;
}
