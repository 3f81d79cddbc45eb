import * as tf from '@tensorflow/tfjs-core';
import { encodeModel } from '@reckit/onnx';
import { trace } from '@reckit/tracer';
import type { EngineState } from '../engines/engine';
import type { Batch, PredictingNetwork } from '../network';
import type { Parameter } from '../parameters/parameter-set';
import { NetworkPass } from '../parameters/pass';

type Answers = Readonly<Record<string, tf.Tensor>>;

/**
 * Compiles what a service runs: an ONNX graph with the input `features`, float32 [rows, width], the weights as
 * constants.
 *
 * @param build - makes the network's batch of `features`, calls `predict` on it and names the outputs of the graph
 * @returns an ONNX file
 * @example
 * servingGraph('deepfm', network, engine.read(), (features, predict) => predict({ numeric: features }), 7);
 */
export function servingGraph(
  name: string,
  network: PredictingNetwork,
  { parameters, state }: Pick<EngineState, 'parameters' | 'state'>,
  build: (features: tf.Tensor, predict: (batch: Batch) => Answers) => Answers,
  width: number,
): Uint8Array {
  const graph = trace(name, ({ input, output }) => {
    const pass = new NetworkPass(
      network.parameters,
      constantsOf(parameters, network.parameters.all),
      constantsOf(state, network.parameters.state),
      null,
    );
    const features = input('features', 'float32', ['rows', width]);
    const answers = build(features, batch => network.predict(batch, pass));
    for (const [answer, tensor] of Object.entries(answers)) output(answer, tensor);
  });
  return encodeModel(graph);
}

function constantsOf(flat: Float32Array, pieces: readonly Parameter[]): tf.Tensor[] {
  return pieces.map(({ offset, size, shape }) => tf.tensor(flat.slice(offset, offset + size), [...shape]));
}
