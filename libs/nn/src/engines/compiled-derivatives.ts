import { encodeModel } from '@reckit/onnx';
import type { Network } from '../network';
import type { StepSettings } from '../optimizers/optimizer';
import { rowsOfPart, type BatchPart } from '../together/batch-part';
import { batchFeeder } from './batch-feeder';
import { fedRows, fedTensors } from './check-feeds';
import type { Derivatives, EngineOptions, Feeds } from './engine';
import type { HeldWeights } from './held-weights';
import type { Runtime, RunTensors } from './runtime';
import { stepMasks } from './step-masks';
import { NAMES, traceDerivatives } from './trace-network';

/** The first half of a training step, for one part of batches of one size. */
export interface CompiledDerivatives {
  run(weights: HeldWeights, feeds: Feeds, settings: StepSettings): Promise<Derivatives>;
  close(): Promise<void>;
}

/** What becomes of the gradient of all parameters. */
export interface FollowedGradient {
  /** Cuts the common norm of all gradients, where the part is the whole batch. @default none */
  readonly clipNorm?: number | undefined;
  /** Where it is written. @default an array of its own */
  readonly gradient?: Float32Array;
}

/** Traces the first half of a step, loads its graph and allocates every array that it reads and writes. */
export async function compileDerivatives(
  runtime: Runtime,
  network: Network,
  { seed, threads = 1 }: EngineOptions,
  part: BatchPart,
  { clipNorm, gradient }: FollowedGradient = {},
): Promise<CompiledDerivatives> {
  const traced = traceDerivatives(network, part, clipNorm);
  const graph = await runtime.open(encodeModel(traced.graph), threads);
  const feeds: RunTensors = {};
  const results: RunTensors = {};
  const result = (
    name: string,
    shape: readonly number[],
    values: Float32Array = new Float32Array(shape.reduce((product, dimension) => product * dimension, 1)),
  ): Float32Array => {
    results[name] = runtime.bindFloats(values, shape).native;
    return values;
  };

  const { size, stateSize } = network.parameters;
  const loss = result(NAMES.loss, []);
  const parameters = result(NAMES.allGradients, [size], gradient);
  const state = stateSize > 0 ? result(NAMES.next(NAMES.state), [stateSize]) : new Float32Array(0);
  const embeddings = fedTensors(network).filter(({ name }) => name in network.embeddings);
  const gradients = Object.fromEntries(
    embeddings.map(fed => [fed.name, result(NAMES.gradient(fed.name), [fedRows(fed, part), ...fed.shape])]),
  );
  const drawMasks = stepMasks(runtime, traced.masks, part, feeds);
  const feedBatch = batchFeeder(runtime, network, part);

  return {
    async run(weights, batch, { step }) {
      drawMasks({ seed, step });
      feedBatch(batch, feeds);
      weights.feedTo(feeds);
      await graph.run(feeds, results);
      return { loss: loss[0], parameters, state, gradients };
    },
    close: () => graph.close(),
  };
}

/** What tells the parts of batches apart. */
export function keyOf(part: BatchPart): string {
  return `${part.begin} ${rowsOfPart(part)} ${part.of}`;
}
