import type { Kernel } from '../kernel-call';
import { ACTIVATIONS } from './activations';
import { ARITHMETIC } from './arithmetic';
import { COMPARISONS } from './comparisons';
import { CONSTANTS } from './constants';
import { INDEXING } from './indexing';
import { JOINS } from './joins';
import { MATRIX_PRODUCTS } from './matrix-products';
import { NORMALISATION } from './normalisation';
import { REDUCTIONS } from './reductions';
import { SCANS } from './scans';
import { SHAPES } from './shapes';
import { SLICES } from './slices';
import { UNARY } from './unary';

/** Every kernel of TensorFlow.js that has a translation, by its name there. */
export const KERNELS: Readonly<Record<string, Kernel>> = {
  ...ACTIVATIONS,
  ...ARITHMETIC,
  ...COMPARISONS,
  ...CONSTANTS,
  ...INDEXING,
  ...JOINS,
  ...MATRIX_PRODUCTS,
  ...NORMALISATION,
  ...REDUCTIONS,
  ...SCANS,
  ...SHAPES,
  ...SLICES,
  ...UNARY,
};
