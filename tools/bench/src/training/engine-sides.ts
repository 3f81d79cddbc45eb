import { BackendUnavailable, openEngine, type Engine, type Feeds, type Network } from '@reckit/nn';
import { BenchError } from '../errors';
import { comparedDeepFm } from './compared-deep-fm';
import { repeatSteps } from './repeat-steps';
import type { StepSide } from './step-side';
import { BATCH_ROWS, DIM, TableTraining } from './table-training';
import { trainingBatch } from './training-batch';

/** A backend of TensorFlow.js on which the eager engine may run. */
const EAGER_BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
const OPTIONS = { optimizer: { kind: 'adam' }, seed: 7 } as const;
const LEARNING_RATE = 0.001;
/** Of each category. */
const VALUES = 100_000;
/** So many that the rows of a table do not stay in the caches of the processor. */
const BATCHES = 200;

/** The engine `compiled`, which runs a step as one graph. */
export async function compiledSide(name: string, network: Network, threads: number): Promise<StepSide> {
  return sideOf(name, await openEngine('compiled', network, { ...OPTIONS, threads }));
}

/** The same with so many categories of 100,000 values, their table included; of batches of `BATCH_ROWS` alone. */
export async function compiledSideWithTables(
  name: string,
  categories: number,
  threads: number,
): Promise<StepSide> {
  const engine = await openEngine('compiled', comparedDeepFm(categories), { ...OPTIONS, threads });
  const tableRows = categories * VALUES;
  const training = new TableTraining({ tableRows, usedRows: tableRows, batches: BATCHES });
  return {
    ...sideOf(name, engine),
    time({ rowCount, durationMs }) {
      if (rowCount !== BATCH_ROWS) throw new BenchError(`Steps with tables have ${BATCH_ROWS} rows.`);
      return repeatSteps(() => training.stepWith(engine), durationMs);
    },
    predict: (features, weight) =>
      predictWith(engine, features, weight, {
        fields: new Float32Array(features.length * categories * DIM).fill(weight),
      }),
  };
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
    predict: (features, weight) => predictWith(engine, features, weight),
    close: () => engine.close(),
  };
}

/** Probabilities, every trained number being `weight`. @param fields - what is looked up */
async function predictWith(
  engine: Engine,
  features: readonly (readonly number[])[],
  weight: number,
  fields: Feeds = {},
): Promise<Float32Array> {
  const state = engine.read();
  engine.write({ ...state, parameters: state.parameters.map(() => weight) });
  try {
    const numeric = Float32Array.from(features.flat());
    return (await engine.predict({ numeric, ...fields }, features.length))['predictions'];
  } finally {
    engine.write(state);
  }
}
