import { DATA_TYPES } from '../../graph';
import type { GraphBuilder } from '../../graph-builder';
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

/**
 * Adds `x / max(‖x‖, 1e-12)`, by rows. The squares of what float32 holds go beyond it, and PyTorch's vectors are all
 * zeros then; those of doubles do not.
 */
export function appendUnitLength(graph: GraphBuilder, x: string): string {
  const wide = graph.node('Cast', [x], { attributes: { to: { kind: 'int', value: DATA_TYPES.double } } });
  const squares = graph.node('Mul', [wide, wide]);
  const axis = appendShape(graph, [1]);
  const length = graph.node('Sqrt', [graph.node('ReduceSum', [squares, axis])]);
  const least = graph.constant({ type: 'double', shape: [], values: Float64Array.of(1e-12) }, 'least');
  const unit = graph.node('Div', [wide, graph.node('Max', [length, least])]);
  return graph.node('Cast', [unit], { attributes: { to: { kind: 'int', value: DATA_TYPES.float } } });
}

/** Makes a value of shape [rows, width] the output `embedding`. */
export function appendEmbedding(graph: GraphBuilder, value: string, width: number): void {
  graph.node('Identity', [value], { outputs: ['embedding'] });
  graph.output('embedding', 'float', ['rows', width]);
}
