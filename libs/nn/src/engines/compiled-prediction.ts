import type { PredictingNetwork } from '../network';
import { fedTensors, valuesOf, withoutTargets } from './check-feeds';
import type { EngineOptions, Feeds } from './engine';
import { compilePlan } from './plan/compile-plan';
import type { StepContext } from './step-context';
import { NAMES, tracePrediction } from './trace-network';

/** The forward pass for batches of one size. */
export interface CompiledPrediction {
  /** @returns by output, in arrays of their own */
  run(feeds: Feeds): Record<string, Float32Array>;
  close(): void;
}

/** Traces the forward pass of a network, or of a part of it, over the weights of an engine, and plans it. */
export function compilePrediction(
  { memory, runtime, weights }: StepContext,
  network: PredictingNetwork,
  { threads = 1 }: EngineOptions,
  rowCount: number,
): CompiledPrediction {
  const program = tracePrediction(network, rowCount);
  const plan = compilePlan(program, {
    memory,
    runtime,
    threads,
    placed: {
      [NAMES.parameters]: weights.parameters,
      ...(weights.state.length > 0 && { [NAMES.state]: weights.state }),
    },
  });
  const fed = withoutTargets(fedTensors(network), network);
  const read = fed.map(tensor => ({ tensor, place: plan.floats(NAMES.fed(tensor.name)) }));
  const answers = program.graph.outputs.map(({ name }) => ({
    output: name.slice(NAMES.answer('').length),
    place: plan.floats(name),
  }));
  return {
    run(feeds) {
      for (const { tensor, place } of read) place.set(valuesOf(feeds, tensor, rowCount));
      plan.run();
      return Object.fromEntries(answers.map(({ output, place }) => [output, new Float32Array(place)]));
    },
    close: () => plan.close(),
  };
}
