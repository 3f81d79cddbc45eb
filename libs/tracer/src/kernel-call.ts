import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { KernelNotCovered } from './errors';
import type { Recorder } from './recorder';
import type { TracedTensor } from './traced-tensor';

/** What a kernel of this library does: records operators and returns their results. */
export type Kernel = (call: KernelCall) => TracedTensor | TracedTensor[];

/** One call of a kernel by TensorFlow.js: its inputs as traced tensors, its attributes by type. */
export class KernelCall {
  readonly recorder: Recorder;
  readonly #kernel: string;
  readonly #caller: string;
  readonly #inputs: NamedTensorInfoMap;
  readonly #attributes: NamedAttrMap;
  readonly #resolve: (info: TensorInfo) => TracedTensor;

  constructor(
    recorder: Recorder,
    origin: { readonly kernel: string; readonly caller: string },
    inputs: NamedTensorInfoMap,
    attributes: NamedAttrMap,
    resolve: (info: TensorInfo) => TracedTensor,
  ) {
    this.recorder = recorder;
    this.#kernel = origin.kernel;
    this.#caller = origin.caller;
    this.#inputs = inputs;
    this.#attributes = attributes;
    this.#resolve = resolve;
  }

  input(name: string): TracedTensor {
    const tensor = this.optionalInput(name);
    if (tensor === undefined) throw this.notCovered(`Input "${name}" is missing.`);
    return tensor;
  }

  optionalInput(name: string): TracedTensor | undefined {
    const info = this.#inputs[name];
    // TensorFlow.js leaves optional inputs out by null as well as by undefined.
    return info ? this.#resolve(info) : undefined;
  }

  /** All inputs of a kernel that takes a list. */
  inputList(): TracedTensor[] {
    return Object.keys(this.#inputs).map(name => this.input(name));
  }

  number(name: string, otherwise?: number): number {
    const value = this.#attributes[name] ?? otherwise;
    if (typeof value === 'number') return value;
    throw this.#badAttribute(name, 'a number');
  }

  /** A list of numbers; a single number counts as a list of one. */
  numbers(name: string): number[] {
    const value = this.#attributes[name];
    if (typeof value === 'number') return [value];
    if (!isIterable(value)) throw this.#badAttribute(name, 'numbers');
    return Array.from(value, Number);
  }

  /** A list of pairs, such as paddings. */
  pairs(name: string): (readonly [number, number])[] {
    const value = this.#attributes[name];
    if (!Array.isArray(value)) throw this.#badAttribute(name, 'pairs');
    return value.map(pair => {
      const [before, after] = Array.isArray(pair) ? pair : [];
      return [Number(before), Number(after)];
    });
  }

  has(name: string): boolean {
    return (this.#attributes[name] ?? null) !== null;
  }

  flag(name: string): boolean {
    return Boolean(this.#attributes[name]);
  }

  text(name: string): string {
    const value = this.#attributes[name];
    if (typeof value === 'string') return value;
    throw this.#badAttribute(name, 'a text');
  }

  /** Axes of a tensor of this rank as numbers from 0, in rising order; all of them if none are named. */
  axes(name: string, rank: number): number[] {
    if (!this.has(name)) return Array.from({ length: rank }, (_, axis) => axis);
    const axes = this.numbers(name).map(axis => (axis < 0 ? axis + rank : axis));
    return [...new Set(axes)].sort((left, right) => left - right);
  }

  axis(name: string, rank: number, otherwise?: number): number {
    const axis = this.number(name, otherwise);
    return axis < 0 ? axis + rank : axis;
  }

  /** The error for a form of the kernel that has no translation. */
  notCovered(remedy: string): KernelNotCovered {
    return new KernelNotCovered(this.#kernel, this.#caller, remedy);
  }

  #badAttribute(name: string, expected: string): KernelNotCovered {
    return this.notCovered(`Attribute "${name}" has to be ${expected}.`);
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
