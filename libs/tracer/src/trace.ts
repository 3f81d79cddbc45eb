import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '@reckit/onnx';
import { BatchDependence, InvalidDeclaration } from './errors';
import './gradients';
import { findDifference } from './find-difference';
import { rewritten } from './passes/rewritten';
import { Recorder } from './recorder';
import { Recording } from './recording';
import { BACKEND, registerKernels } from './register-kernels';
import { SymbolicSizes, VARIANTS } from './symbolic-sizes';
import { TraceBackend } from './trace-backend';
import type { ElementType } from './traced-tensor';
import { writeGraph } from './write-graph';
import type { WrittenGraph } from './write-graph';

/** Declares what goes into and out of the graph, while it is traced. */
export interface Tracing {
  /**
   * Declares an input of the graph; may be called at any time while tracing.
   *
   * A text in the shape is a symbolic dimension: a size that is not known until the graph runs, the same
   * wherever the same text stands.
   * @throws InvalidDeclaration for a name that is taken, or more than four symbolic dimensions
   */
  input(name: string, dtype: ElementType, shape: readonly (number | string)[]): tf.Tensor;
  /**
   * Declares a constant that has its name in the graph, all of its values, and a place of its own, so that it can be read
   * back; tensors made from host values are nameless, and equal ones are stored once.
   * @throws InvalidDeclaration for a name that is taken
   */
  constant(name: string, values: Float32Array, shape: readonly number[]): tf.Tensor;
  /**
   * Declares an output of the graph.
   * @throws InvalidDeclaration for a name that is taken
   */
  output(name: string, tensor: tf.Tensor): void;
}

export interface TraceOptions {
  /**
   * Whether the graph is rewritten into fewer and larger operators. They compute the same, with other roundings where a
   * factor or a bias goes into a product. Inputs of bools that are read as numbers alone are then fed as floats.
   * @default false
   */
  readonly isRewritten?: boolean;
}

/**
 * Runs ordinary TensorFlow.js code on a backend that computes nothing and writes ONNX (opset 17), and
 * returns the graph. Gradients work inside. The backend that was active before is active afterwards.
 *
 * Tensors made from host values become constants of the graph. With symbolic dimensions `build` runs
 * more than once, with different sizes in their place, and the graphs must be equal: so nothing in a graph
 * can depend on a size that it was traced with. Random numbers drawn on the host would be constants too.
 *
 * @throws KernelNotCovered, TracedValueRead, BatchDependence
 * @example
 * const graph = trace('double', ({ input, output }) => {
 *   output('y', tf.mul(input('x', 'float32', ['rows', 4]), 2));
 * });
 * const bytes = encodeModel(graph);
 */
export function trace(name: string, build: (tracing: Tracing) => void, options: TraceOptions = {}): Graph {
  const first = traceOnce(name, build, new SymbolicSizes(0), options);
  if (first.symbols.length === 0) return first.graph;
  const earlier = [first];
  // A model may have one of the stand-ins as a size of its own, so two equal graphs out of a few are enough.
  for (let variant = 1; variant < VARIANTS; variant++) {
    const next = traceOnce(name, build, new SymbolicSizes(variant), options);
    const equal = earlier.find(other => findDifference(other, next) === undefined);
    if (equal !== undefined) return equal.graph;
    earlier.push(next);
  }
  const difference = earlier[1] === undefined ? undefined : findDifference(first, earlier[1]);
  throw new BatchDependence(name, difference ?? 'the traced function', first.symbols);
}

/** A traced graph, and what its values hold. */
export type Program = Pick<WrittenGraph, 'graph' | 'values'>;

/**
 * The same for a graph in which all sizes are known and whose nodes are run one by one: rewritten, and with what is known of
 * each value.
 *
 * @throws KernelNotCovered, TracedValueRead, InvalidDeclaration for a symbolic dimension
 */
export function traceProgram(name: string, build: (tracing: Tracing) => void): Program {
  const { graph, values, symbols } = traceOnce(name, build, new SymbolicSizes(0), { isRewritten: true });
  if (symbols.length > 0) throw new InvalidDeclaration(name, 'a program has no symbolic dimensions.');
  return { graph, values };
}

function traceOnce(
  name: string,
  build: (tracing: Tracing) => void,
  sizes: SymbolicSizes,
  { isRewritten = false }: TraceOptions,
): WrittenGraph & { readonly symbols: readonly string[] } {
  const recording = new Recording();
  const recorder = new Recorder(recording, sizes);
  const backend = new TraceBackend(name, recorder);
  withBackend(backend, () => build(tracingOf(name, recorder, backend)));
  return { ...writeGraph(name, isRewritten ? rewritten(recording) : recording), symbols: sizes.symbols };
}

function withBackend(backend: TraceBackend, run: () => void): void {
  registerKernels();
  // None is active before the first tensor, whatever the type says.
  const former: string | null | undefined = tf.getBackend();
  // Both backends exist already, and then setBackend does all its work before it returns its promise.
  tf.registerBackend(BACKEND, () => backend, 0);
  void tf.setBackend(BACKEND);
  try {
    tf.tidy(run);
  } finally {
    tf.removeBackend(BACKEND);
    if (former) void tf.setBackend(former);
  }
}

function tracingOf(graph: string, recorder: Recorder, backend: TraceBackend): Tracing {
  const names = new Set<string>();
  const declare = (name: string): void => {
    if (name === '') throw new InvalidDeclaration(graph, 'an input or output needs a name.');
    if (names.has(name))
      throw new InvalidDeclaration(graph, `"${name}" is declared twice; choose another name.`);
    names.add(name);
  };
  const sizeOf = (dimension: number | string): number => {
    if (typeof dimension === 'number') return dimension;
    const size = recorder.sizes.sizeOf(dimension);
    if (size !== undefined) return size;
    throw new InvalidDeclaration(
      graph,
      `no more symbolic dimensions than four, "${dimension}" is one too many.`,
    );
  };
  return {
    input(name, dtype, shape) {
      declare(name);
      const input = recorder.input(name, dtype, shape, shape.map(sizeOf));
      return tf.engine().makeTensorFromTensorInfo(backend.adopt(input));
    },
    constant(name, values, shape) {
      declare(name);
      return tf.engine().makeTensorFromTensorInfo(backend.adopt(recorder.named(name, values, shape)));
    },
    output(name, tensor) {
      declare(name);
      recorder.output(name, backend.resolve(tensor));
    },
  };
}
