import type { RowFeatures, ScannedColumn } from '../../rows/row-features';
import type { TensorMetadata } from '../tensor';

/** The name of the matrix of all features in metadata; any other is understood too. */
export const MATRIX_INPUT = 'input0';

/** Stands for any size. */
const ANY = -1;

/**
 * The inputs of a model as clients that ask for them should send them: one matrix where all features are numbers, else
 * a tensor for each feature.
 */
export function modelInputs({ featureNames, columns }: RowFeatures): readonly TensorMetadata[] {
  if (columns.every(({ kind }) => kind === 'numeric'))
    return [{ name: MATRIX_INPUT, datatype: 'FP32', shape: [ANY, featureNames.length] }];
  return columns.map(({ kind }, feature) => ({ name: featureNames[feature], ...tensorOf(kind) }));
}

function tensorOf(kind: ScannedColumn['kind']): Omit<TensorMetadata, 'name'> {
  switch (kind) {
    case 'numeric':
      return { datatype: 'FP32', shape: [ANY, 1] };
    case 'coded':
    case 'categorical':
      return { datatype: 'BYTES', shape: [ANY, 1] };
    case 'sequence':
      return { datatype: 'BYTES', shape: [ANY, ANY] };
  }
}
