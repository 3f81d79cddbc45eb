import type { Network } from '../network';
import type { StepSettings } from '../optimizers/optimizer';
import { rowsOfPart, type BatchPart } from '../together/batch-part';
import { batchFeeder } from './batch-feeder';
import { fedTensors } from './check-feeds';
import type { Derivatives, EngineOptions, Feeds } from './engine';
import { compilePlan } from './plan/compile-plan';
import { rectifierMasks } from './plan/rectifier-masks';
import type { StepContext } from './step-context';
import { stepMasks } from './step-masks';
import type { PlacedFloats } from './step-weights';
import { NAMES, traceDerivatives } from './trace-network';

/** The first half of a training step, for one part of batches of one size. */
export interface CompiledDerivatives {
  run(feeds: Feeds, settings: StepSettings): Derivatives;
  close(): void;
}

/** What becomes of the gradient of all parameters. */
export interface FollowedGradient {
  /** Cuts the common norm of all gradients, where the part is the whole batch. @default none */
  readonly clipNorm?: number | undefined;
  /** Where it is written. @default a place of its own */
  readonly gradient?: PlacedFloats;
}

/** Traces the first half of a step and plans it, with a place for everything that it reads and writes. */
export function compileDerivatives(
  { memory, runtime, weights }: StepContext,
  network: Network,
  { seed, threads = 1 }: EngineOptions,
  part: BatchPart,
  { clipNorm, gradient }: FollowedGradient = {},
): CompiledDerivatives {
  const traced = traceDerivatives(network, part, clipNorm);
  const masks = stepMasks(memory, traced.masks, part, rectifierMasks(traced.program));
  const plan = compilePlan(traced.program, {
    memory,
    runtime,
    threads,
    placed: {
      ...masks.placed,
      [NAMES.parameters]: weights.parameters,
      ...(weights.state.length > 0 && { [NAMES.state]: weights.state }),
      ...(gradient && { [NAMES.allGradients]: gradient }),
    },
  });
  const loss = plan.floats(NAMES.loss);
  const parameters = plan.floats(NAMES.allGradients);
  const state = weights.state.length > 0 ? plan.floats(NAMES.next(NAMES.state)) : new Float32Array(0);
  const embeddings = fedTensors(network).filter(({ name }) => name in network.embeddings);
  const gradients = Object.fromEntries(
    embeddings.map(({ name }) => [name, plan.floats(NAMES.gradient(name))]),
  );
  const feed = batchFeeder(plan, network, part);

  return {
    run(batch, { step }) {
      feed(batch);
      masks.draw({ seed, step });
      plan.run();
      return { loss: loss[0], parameters, state, gradients };
    },
    close() {
      plan.close();
      masks.close();
    },
  };
}

/** What tells the parts of batches apart. */
export function keyOf(part: BatchPart): string {
  return `${part.begin} ${rowsOfPart(part)} ${part.of}`;
}
