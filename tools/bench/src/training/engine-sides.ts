import { BackendUnavailable, openEngine, type Engine, type Network } from '@reckit/nn';
import { repeatSteps } from './repeat-steps';
import type { StepSide } from './step-side';
import { trainingBatch } from './training-batch';

/** A backend of TensorFlow.js on which the eager engine may run. */
const EAGER_BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
const OPTIONS = { optimizer: { kind: 'adam' }, seed: 7 } as const;
const LEARNING_RATE = 0.001;

/** The engine `compiled`, which runs a step as one graph. */
export async function compiledSide(name: string, network: Network, threads: number): Promise<StepSide> {
  return sideOf(name, await openEngine('compiled', network, { ...OPTIONS, threads }));
}

/** The engine `eager` on each backend that this machine has. */
export async function eagerSides(network: Network): Promise<StepSide[]> {
  const sides: StepSide[] = [];
  for (const backend of EAGER_BACKENDS) {
    try {
      const engine = await openEngine('eager', network, { ...OPTIONS, backend });
      sides.push(sideOf(engine.name, engine));
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
    }
  }
  return sides;
}

function sideOf(name: string, engine: Engine): StepSide {
  let step = 0;
  return {
    name,
    time({ rowCount, durationMs }) {
      const feeds = trainingBatch(rowCount);
      const next = () => engine.step(feeds, rowCount, { step: ++step, learningRate: LEARNING_RATE });
      return repeatSteps(next, durationMs);
    },
    async predict(features, weight) {
      const state = engine.read();
      engine.write({ ...state, parameters: state.parameters.map(() => weight) });
      try {
        const numeric = Float32Array.from(features.flat());
        return (await engine.predict({ numeric }, features.length))['predictions'];
      } finally {
        engine.write(state);
      }
    },
    close: () => engine.close(),
  };
}
