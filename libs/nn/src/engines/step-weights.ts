import type { Block, StepMemory } from '@reckit/kernels';
import type { EngineState } from './engine';

const SMALLEST_NORMAL = 2 ** -126;
const FLOAT_BYTES = 4;

/** Numbers in the memory that steps work on. */
export type PlacedFloats = Float32Array<SharedArrayBuffer>;

/** As many numbers, all 0, in a block of their own. */
export function takeFloats(memory: StepMemory, length: number): { block: Block; floats: PlacedFloats } {
  const block = memory.take(length * FLOAT_BYTES);
  return { block, floats: memory.floats(block.at, length) };
}

/** Parameters, state and what the optimiser remembers, where the steps of an engine read and change them. */
export class StepWeights {
  readonly parameters: PlacedFloats;
  readonly state: PlacedFloats;
  /** What the optimiser remembers, vector by vector. */
  readonly slots: readonly PlacedFloats[];

  /** @throws RangeError if the memory has no room for them */
  constructor(memory: StepMemory, initial: EngineState) {
    const placed = (values: Float32Array): PlacedFloats => {
      const { floats } = takeFloats(memory, values.length);
      floats.set(values);
      return floats;
    };
    this.parameters = placed(initial.parameters);
    this.state = placed(initial.state);
    this.slots = initial.optimizer.map(placed);
  }

  /**
   * Sets what is too small for a normal float to 0. The running mean of a gradient that has become 0, as that of
   * a unit that never fires again, shrinks to such numbers and stays there, and processors compute with them many
   * times slower.
   */
  flushDenormals(): void {
    for (const values of [...this.slots, this.state]) {
      for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) < SMALLEST_NORMAL) values[i] = 0;
    }
  }

  /** A copy, outside of that memory. */
  read(): EngineState {
    return {
      parameters: new Float32Array(this.parameters),
      state: new Float32Array(this.state),
      optimizer: this.slots.map(slot => new Float32Array(slot)),
    };
  }

  write({ parameters, state, optimizer }: EngineState): void {
    this.parameters.set(parameters);
    this.state.set(state);
    this.slots.forEach((slot, i) => slot.set(optimizer[i]));
  }
}
