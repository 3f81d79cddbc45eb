import type { GraphBuilder } from '../graph-builder';
import type { Linear } from './state-dict';

const TRANSPOSED = { transB: { kind: 'int', value: 1 } } as const;

/** Adds `x · weightᵀ + bias`, from [rows, inputs] to [rows, outputs]. */
export function appendLinear(
  graph: GraphBuilder,
  x: string,
  { weight, bias, inputs, outputs }: Linear,
): string {
  const weights = graph.constant({ type: 'float', shape: [outputs, inputs], values: weight }, 'weight');
  const biases = graph.constant({ type: 'float', shape: [outputs], values: bias }, 'bias');
  return graph.node('Gemm', [x, weights, biases], { attributes: TRANSPOSED });
}

/** Adds linear layers with ReLU after each. */
export function appendReluLayers(graph: GraphBuilder, x: string, layers: readonly Linear[]): string {
  return layers.reduce((value, layer) => graph.node('Relu', [appendLinear(graph, value, layer)]), x);
}

/** Adds the logistic function, exact for the smallest probabilities; ONNX Runtime's Sigmoid is an approximation. */
export function appendSigmoid(graph: GraphBuilder, logits: string): string {
  const one = graph.constant({ type: 'float', shape: [], values: Float32Array.of(1) }, 'one');
  const odds = graph.node('Exp', [graph.node('Neg', [logits])]);
  return graph.node('Reciprocal', [graph.node('Add', [odds, one])]);
}

/** Makes a value of shape [rows, 1] an output of shape [rows]. */
export function appendOutput(graph: GraphBuilder, name: string, column: string): void {
  const shape = appendShape(graph, [-1]);
  graph.node('Reshape', [column, shape], { outputs: [name] });
  graph.output(name, 'float', ['rows']);
}

/** A constant for Reshape; −1 is the axis that takes what is left. */
export function appendShape(graph: GraphBuilder, shape: readonly number[]): string {
  const values = BigInt64Array.from(shape, BigInt);
  return graph.constant({ type: 'int64', shape: [shape.length], values }, 'shape');
}
