import { ACTIVATION_CASES, BINARY_CASES, COMPARISON_CASES, UNARY_CASES } from './elementwise-cases';
import { INDEXING_CASES } from './indexing-cases';
import type { KernelCases } from './kernel-case';
import { MATRIX_CASES } from './matrix-cases';
import { REDUCTION_CASES } from './reduction-cases';
import { SHAPE_CASES } from './shape-cases';

export const ALL_CASES: KernelCases = {
  ...UNARY_CASES,
  ...ACTIVATION_CASES,
  ...BINARY_CASES,
  ...COMPARISON_CASES,
  ...REDUCTION_CASES,
  ...MATRIX_CASES,
  ...SHAPE_CASES,
  ...INDEXING_CASES,
};
