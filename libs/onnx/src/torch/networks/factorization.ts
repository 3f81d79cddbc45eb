import { DATA_TYPES } from '../../graph';
import type { GraphBuilder } from '../../graph-builder';
import type { StateDict } from './state-dict';

const DOUBLE = { to: { kind: 'int', value: DATA_TYPES.double } } as const;
const FLOAT = { to: { kind: 'int', value: DATA_TYPES.float } } as const;
/** Well inside float32, and far beyond where a sigmoid has reached 0 or 1. */
const LARGEST_LOGIT = 1e30;

/** The part of a DeepFM that is a polynomial of degree two in its features. */
export interface Factorization {
  readonly features: number;
  readonly dim: number;
  /** [features, dim]: the embedding of feature f is `slopes[f] · x_f + offsets[f]`. */
  readonly slopes: Float64Array;
  readonly offsets: Float64Array;
  /** First order: one weight a feature, and the biases of the whole network. */
  readonly linear: Float32Array;
  readonly bias: number;
}

export function takeFactorization(weights: StateDict, features: number): Factorization {
  const dim = weights.size('embedding_dim');
  const [bias = 0] = weights.take('bias', [1]);
  const linear = weights.linear('linear', features, 1);
  const embeddings = Array.from({ length: features }, (_, f) => weights.linear(`fm_embeddings.${f}`, 1, dim));
  return {
    features,
    dim,
    slopes: Float64Array.from(embeddings.flatMap(({ weight }) => [...weight])),
    offsets: Float64Array.from(embeddings.flatMap(embedding => [...embedding.bias])),
    linear: linear.weight,
    bias: bias + (linear.bias[0] ?? 0),
  };
}

/**
 * Adds first order, biases and factorization machine (Rendle 2010, https://doi.org/10.1109/ICDM.2010.127):
 * `½ Σ_k ((Σ_f e_fk)² − Σ_f e_fk²)`, from float [rows, features] to float [rows, 1].
 *
 * The two sums of squares are all but equal when one feature is large, and their difference in float32 is noise
 * then. Double precision keeps it exact and finite. `Σ_f e_fk²` is a polynomial in x, its coefficients summed here.
 */
export function appendFactorization(graph: GraphBuilder, x: string, machine: Factorization): string {
  const { features, dim, slopes } = machine;
  const constant = (shape: readonly number[], values: Float64Array, hint: string): string =>
    graph.constant({ type: 'double', shape, values }, hint);
  const { offsetSums, quadratic, linear, bias } = polynomial(machine);

  const wide = graph.node('Cast', [x], { attributes: DOUBLE });
  const sums = graph.node('Gemm', [
    wide,
    constant([features, dim], slopes, 'slopes'),
    constant([dim], offsetSums, 'offsets'),
  ]);
  const halves = constant([dim, 1], new Float64Array(dim).fill(0.5), 'half');
  const squaredSums = graph.node('MatMul', [graph.node('Mul', [sums, sums]), halves]);
  const firstOrder = graph.node('Gemm', [
    wide,
    constant([features, 1], linear, 'linear'),
    constant([1], Float64Array.of(bias), 'bias'),
  ]);
  const squares = graph.node('MatMul', [
    graph.node('Mul', [wide, wide]),
    constant([features, 1], quadratic, 'quadratic'),
  ]);
  const logits = graph.node('Add', [graph.node('Sub', [squaredSums, squares]), firstOrder]);
  const limits = [-LARGEST_LOGIT, LARGEST_LOGIT].map(limit => constant([], Float64Array.of(limit), 'limit'));
  return graph.node('Cast', [graph.node('Clip', [logits, ...limits])], { attributes: FLOAT });
}

/** Coefficients of `bias + linear · x − quadratic · x²`, which is first order and biases less `½ Σ_k Σ_f e_fk²`. */
function polynomial({ features, dim, slopes, offsets, linear, bias }: Factorization) {
  const result = {
    offsetSums: new Float64Array(dim),
    quadratic: new Float64Array(features),
    linear: Float64Array.from(linear),
    bias,
  };
  for (let f = 0; f < features; f++) {
    for (let k = 0; k < dim; k++) {
      const slope = slopes[f * dim + k] ?? 0;
      const offset = offsets[f * dim + k] ?? 0;
      result.offsetSums[k] = (result.offsetSums[k] ?? 0) + offset;
      result.quadratic[f] = (result.quadratic[f] ?? 0) + 0.5 * slope * slope;
      result.linear[f] = (result.linear[f] ?? 0) - slope * offset;
      result.bias -= 0.5 * offset * offset;
    }
  }
  return result;
}
