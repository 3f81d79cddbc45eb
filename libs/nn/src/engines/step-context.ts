import type { StepMemory } from '@reckit/kernels';
import type { Optimizer } from '../optimizers/optimizer';
import type { NativeRuntime } from './native/native-runtime';
import type { StepWeights } from './step-weights';

/** What all plans of an engine work with and on. */
export interface StepContext {
  readonly memory: StepMemory;
  readonly runtime: NativeRuntime;
  readonly weights: StepWeights;
  readonly optimizer: Optimizer;
}
