import type * as tf from '@tensorflow/tfjs-core';
import { encodeModel } from '@reckit/onnx';
import { trace, type Tracing } from '@reckit/tracer';
import type { Calibrations } from '../calibration/map-log-odds';
import type { EngineState } from '../engines/engine';
import type { Batch, PredictingNetwork } from '../network';
import type { Parameter } from '../parameters/parameter-set';
import { NetworkPass } from '../parameters/pass';
import type { EmbeddingTable } from '../tables/embedding-table';
import { SERVED_PREFIXES } from './served-weights';

type Answers = Readonly<Record<string, tf.Tensor>>;

/** Makes an embedding table a part of the graph, [rows, dim]. */
export type TableInGraph = (table: Pick<EmbeddingTable, 'name' | 'values' | 'rows' | 'dim'>) => tf.Tensor;

/**
 * Compiles what a service runs: an ONNX graph with the input `features`, float32 [rows, width], the weights as
 * constants, which `readServedWeights` finds again.
 *
 * @param build - makes the network's batch of `features`, calls `predict` on it and names the outputs of the graph
 * @param calibrations - what the log-odds of outputs go through; none unless given
 * @returns an ONNX file
 * @throws InvalidNetwork if the network does not ask the pass for a probability that is to be calibrated
 * @example
 * servingGraph('deepfm', network, engine.read(), (features, predict) => predict({ numeric: features }), 7);
 */
export function servingGraph(
  name: string,
  network: PredictingNetwork,
  { parameters, state }: Pick<EngineState, 'parameters' | 'state'>,
  build: (features: tf.Tensor, predict: (batch: Batch) => Answers, tableOf: TableInGraph) => Answers,
  width: number,
  calibrations: Calibrations = new Map(),
): Uint8Array {
  const graph = trace(name, ({ input, constant, output }) => {
    const pass = new NetworkPass(
      network.parameters,
      constantsOf(constant, SERVED_PREFIXES.parameters, parameters, network.parameters.all),
      constantsOf(constant, SERVED_PREFIXES.state, state, network.parameters.state),
      null,
      { calibrations },
    );
    const features = input('features', 'float32', ['rows', width]);
    const tableOf: TableInGraph = ({ name: table, values, rows, dim }) =>
      constant(SERVED_PREFIXES.tables + table, values, [rows, dim]);
    const answers = build(features, batch => network.predict(batch, pass), tableOf);
    pass.assertCalibrated();
    for (const [answer, tensor] of Object.entries(answers)) output(answer, tensor);
  });
  return encodeModel(graph);
}

function constantsOf(
  constant: Tracing['constant'],
  prefix: string,
  flat: Float32Array,
  pieces: readonly Parameter[],
): tf.Tensor[] {
  return pieces.map(({ name, offset, size, shape }) =>
    constant(prefix + name, flat.subarray(offset, offset + size), shape),
  );
}
