import * as tf from '@tensorflow/tfjs-core';
import type { Values } from '../compare';
import { binaryCases, random, unaryCases } from './kernel-case';
import type { KernelCase, KernelCases } from './kernel-case';

const floats = (min: number, max: number) => (shape: number[]) => random.float(shape, min, max);
const ints = (shape: number[]) => random.int(shape);
const bools = (shape: number[]) => random.bool(shape);
const nonZero = (shape: number[]) => random.int(shape, 1, 5);
const special = (...data: number[]): Values => ({
  dtype: 'float32',
  shape: [data.length],
  data: Float32Array.from(data),
});

function at(run: (x: tf.Tensor) => tf.Tensor, title: string, ...data: number[]): KernelCase {
  return { title, run, inputs: [special(...data)], tolerance: { absolute: 0, relative: 1e-5 } };
}

export const UNARY_CASES: KernelCases = {
  Abs: [...unaryCases(tf.abs), ...unaryCases(tf.abs, ints)],
  Neg: [...unaryCases(tf.neg), ...unaryCases(tf.neg, ints)],
  Sign: unaryCases(tf.sign),
  Square: [...unaryCases(tf.square), ...unaryCases(tf.square, ints)],
  Ceil: [...unaryCases(tf.ceil, floats(-9, 9)), at(tf.ceil, 'halves', -2.5, -0.5, 0.5, 1.5)],
  Floor: [...unaryCases(tf.floor, floats(-9, 9)), at(tf.floor, 'halves', -2.5, -0.5, 0.5, 1.5)],
  Round: [...unaryCases(tf.round, floats(-9, 9)), at(tf.round, 'halves', -2.5, -0.5, 0.5, 1.5)],
  Acos: unaryCases(tf.acos, floats(-1, 1)),
  Acosh: unaryCases(tf.acosh, floats(1, 5)),
  Asin: unaryCases(tf.asin, floats(-1, 1)),
  Asinh: unaryCases(tf.asinh),
  Atan: unaryCases(tf.atan),
  Atanh: unaryCases(tf.atanh, floats(-0.9, 0.9)),
  Cos: unaryCases(tf.cos),
  Cosh: unaryCases(tf.cosh),
  Sin: unaryCases(tf.sin),
  Sinh: unaryCases(tf.sinh),
  Tan: unaryCases(tf.tan, floats(-1.4, 1.4)),
  Erf: unaryCases(tf.erf),
  Exp: [...unaryCases(tf.exp), at(tf.exp, 'tails', -80, -20, 20, 80)],
  Expm1: [...unaryCases(tf.expm1), at(tf.expm1, 'tiny and large', -1e-6, 1e-6, 1e-3, -30, 30)],
  Log: unaryCases(tf.log, floats(0.01, 9)),
  Log1p: [
    ...unaryCases(tf.log1p, floats(-0.9, 9)),
    at(tf.log1p, 'tiny and large', 0, 1e-12, -1e-7, 1e-3, 1e10, Infinity),
    at(x => tf.log1p(tf.exp(x)), 'of an exponential', -40, -10, 0, 10, 40),
  ],
  Reciprocal: unaryCases(tf.reciprocal, floats(0.1, 3)),
  Sqrt: unaryCases(tf.sqrt, floats(0, 9)),
  Rsqrt: unaryCases(tf.rsqrt, floats(0.1, 9)),
  IsNan: [at(tf.isNaN, 'special values', 1, NaN, Infinity, -Infinity), ...unaryCases(tf.isNaN)],
  IsInf: [at(tf.isInf, 'special values', 1, NaN, Infinity, -Infinity), ...unaryCases(tf.isInf)],
  IsFinite: [at(tf.isFinite, 'special values', 1, NaN, Infinity, -Infinity), ...unaryCases(tf.isFinite)],
  LogicalNot: unaryCases(tf.logicalNot, bools),
};

export const ACTIVATION_CASES: KernelCases = {
  Relu: unaryCases(tf.relu),
  Relu6: unaryCases(tf.relu6, floats(-3, 9)),
  Elu: unaryCases(tf.elu),
  EluGrad: unaryCases(x => tf.grad(y => tf.elu(y))(x)),
  Selu: unaryCases(tf.selu),
  LeakyRelu: unaryCases(x => tf.leakyRelu(x, 0.1)),
  Prelu: binaryCases(tf.prelu).slice(0, 5),
  Sigmoid: [...unaryCases(tf.sigmoid), at(tf.sigmoid, 'tails', -80, -40, -20, -12, -8, 8, 20)],
  Softplus: [...unaryCases(tf.softplus), at(tf.softplus, 'tails', -40, -12, 12, 40)],
  Tanh: [...unaryCases(tf.tanh), at(tf.tanh, 'tails', -20, -1e-4, 1e-4, 20)],
  Step: [
    ...unaryCases(x => tf.step(x)),
    ...unaryCases(x => tf.step(x, -0.5)),
    at(x => tf.step(x), 'zero', 0),
  ],
  ClipByValue: unaryCases(x => tf.clipByValue(x, -0.5, 1)),
};

export const BINARY_CASES: KernelCases = {
  Add: [
    ...binaryCases(tf.add),
    ...binaryCases(tf.add, ints),
    ...binaryCases(
      (a, b) => tf.add(tf.zeros([2, 1, 3]), tf.add(a, b)),
      () => random.float([3]),
    ),
  ],
  Sub: [...binaryCases(tf.sub), ...binaryCases(tf.sub, ints), ...unaryCases(x => tf.sub(x, tf.zeros([1])))],
  Multiply: [
    ...binaryCases(tf.mul),
    ...binaryCases(tf.mul, ints),
    ...unaryCases(x => tf.mul(tf.onesLike(x), x)),
  ],
  RealDiv: [...binaryCases(tf.div, floats(0.5, 2)), ...unaryCases(x => tf.div(x, 1))],
  Maximum: [...binaryCases(tf.maximum), ...binaryCases(tf.maximum, ints)],
  Minimum: [...binaryCases(tf.minimum), ...binaryCases(tf.minimum, ints)],
  Pow: [...binaryCases(tf.pow, floats(0.1, 3)), ...binaryCases(tf.pow, ints, nonZero)],
  FloorDiv: [
    ...binaryCases(tf.floorDiv, ints, nonZero),
    ...binaryCases(tf.floorDiv, ints, shape => random.int(shape, -4, 0)),
  ],
  Mod: [
    ...binaryCases(tf.mod, floats(-9, 9), floats(0.5, 3)),
    ...binaryCases(tf.mod, floats(-9, 9), floats(-3, -0.5)),
    ...binaryCases(tf.mod, ints, nonZero),
  ],
  SquaredDifference: [...binaryCases(tf.squaredDifference), ...binaryCases(tf.squaredDifference, ints)],
  AddN: unaryCases(x => tf.addN([x, tf.exp(x), x])),
};

export const COMPARISON_CASES: KernelCases = {
  Equal: [...binaryCases(tf.equal, ints), ...binaryCases(tf.equal, bools)],
  NotEqual: [...binaryCases(tf.notEqual, ints), ...binaryCases(tf.notEqual, bools)],
  Greater: [...binaryCases(tf.greater), ...binaryCases(tf.greater, ints), ...binaryCases(tf.greater, bools)],
  GreaterEqual: [...binaryCases(tf.greaterEqual), ...binaryCases(tf.greaterEqual, ints)],
  Less: [...binaryCases(tf.less), ...binaryCases(tf.less, ints)],
  LessEqual: [...binaryCases(tf.lessEqual), ...binaryCases(tf.lessEqual, ints)],
  LogicalAnd: binaryCases(tf.logicalAnd, bools),
  LogicalOr: binaryCases(tf.logicalOr, bools),
  Select: [
    ...binaryCases((a, b) => tf.where(tf.greater(a, b), a, b)),
    ...binaryCases((a, b) => tf.where(tf.greater(a, b), a, b), ints),
    ...binaryCases((a, b) => tf.where(tf.logicalAnd(a, b), a, b), bools),
    {
      title: 'a number for the rest',
      run: x => tf.where(tf.greater(x, 0), x, 7),
      inputs: [random.float([3, 2])],
    },
  ],
};
