import type { Derivatives, Engine, EngineState, Feeds, StepResult } from '../src/engines/engine';
import { LossNotFinite } from '../src/errors';
import type { StepSettings } from '../src/optimizers/optimizer';
import type { BatchPart } from '../src/together/batch-part';

/** A step as the engine saw it. */
export interface SeenStep extends StepSettings {
  /** What was fed as `row`. */
  readonly rows: readonly number[];
}

/** An engine whose one parameter counts its steps, and which notes what it was fed. */
export class FakeEngine implements Engine {
  readonly name = 'fake';
  readonly steps: SeenStep[] = [];
  #parameter = 0;

  /** @param lossOf - the loss of a step; what is no finite number is thrown as an engine does */
  constructor(readonly lossOf: (step: SeenStep) => number = () => 1) {}

  step(feeds: Feeds, rowCount: number, settings: StepSettings): Promise<StepResult> {
    const seen = { ...settings, rows: Array.from(feeds['row'].subarray(0, rowCount)) };
    const loss = this.lossOf(seen);
    if (!Number.isFinite(loss)) return Promise.reject(new LossNotFinite(settings.step, loss));
    this.steps.push(seen);
    this.#parameter++;
    return Promise.resolve({ loss, gradients: {} });
  }

  differentiate(feeds: Feeds, { begin, end }: BatchPart, settings: StepSettings): Promise<Derivatives> {
    const seen = { ...settings, rows: Array.from(feeds['row'].subarray(begin, end)) };
    const derivatives = {
      loss: this.lossOf(seen),
      parameters: Float32Array.of(1),
      state: new Float32Array(0),
    };
    this.steps.push(seen);
    return Promise.resolve({ ...derivatives, gradients: {} });
  }

  update({ parameters: [step] }: Pick<Derivatives, 'parameters'>): Promise<void> {
    this.#parameter += step;
    return Promise.resolve();
  }

  predict(): Promise<Record<string, Float32Array>> {
    return Promise.resolve({ score: Float32Array.of(this.#parameter) });
  }

  read(): EngineState {
    return {
      parameters: Float32Array.of(this.#parameter),
      state: new Float32Array(0),
      optimizer: [Float32Array.of(-this.#parameter)],
    };
  }

  write({ parameters }: EngineState): void {
    this.#parameter = parameters[0];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
