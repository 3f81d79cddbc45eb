import { clipInPlace } from '../optimizers/clip-in-place';
import type { StepSettings } from '../optimizers/optimizer';
import type { Derivatives, EngineOptions } from './engine';
import { followByKernel } from './follow-by-kernel';
import { compilePlan } from './plan/compile-plan';
import { optimizedWeights } from './optimized-weights';
import type { StepContext } from './step-context';
import { takeFloats } from './step-weights';
import { NAMES, traceUpdate } from './trace-network';

/** The second half of a training step. */
export interface CompiledUpdate {
  /** @param derivatives - are clipped in place */
  run(derivatives: Omit<Derivatives, 'loss'>, settings: StepSettings): void;
  close(): void;
}

/** Plans what the optimiser does, unless a kernel does it. */
export function compileUpdate(context: StepContext, options: EngineOptions): CompiledUpdate {
  const { memory, weights, optimizer } = context;
  const { clipNorm } = options;
  const { block, floats: gradient } = takeFloats(memory, weights.parameters.length);
  const follow = optimizer.inKernel
    ? followKernel(context, gradient, optimizer.inKernel)
    : followPlan(context, gradient, options);
  return {
    run({ parameters, state, gradients }, settings) {
      if (clipNorm !== undefined) clipInPlace([parameters, ...Object.values(gradients)], clipNorm);
      gradient.set(parameters);
      follow.run(settings);
      weights.state.set(state);
    },
    close() {
      follow.close();
      memory.give(block);
    },
  };
}

interface Following {
  run(settings: StepSettings): void;
  close(): void;
}

type InKernel = NonNullable<StepContext['optimizer']['inKernel']>;
type Gradient = ReturnType<typeof takeFloats>['floats'];

function followKernel({ memory, weights }: StepContext, gradient: Gradient, stepOf: InKernel): Following {
  return {
    run: settings => followByKernel(memory, weights, gradient, stepOf(settings)),
    close: () => undefined,
  };
}

function followPlan(
  { memory, runtime, weights, optimizer }: StepContext,
  gradient: Gradient,
  { threads = 1 }: EngineOptions,
): Following {
  const current = optimizedWeights(weights);
  const plan = compilePlan(traceUpdate(optimizer, weights.parameters.length), {
    memory,
    runtime,
    threads,
    placed: { [NAMES.allGradients]: gradient, ...Object.fromEntries(current) },
  });
  const scalars = plan.floats(NAMES.scalars);
  const next = current.map(([name, values]) => ({ values, after: plan.floats(NAMES.next(name)) }));
  return {
    run(settings) {
      scalars.set(optimizer.scalars(settings));
      plan.run();
      for (const { values, after } of next) values.set(after);
    },
    close: () => plan.close(),
  };
}
