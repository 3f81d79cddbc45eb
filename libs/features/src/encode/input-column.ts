import { categoryLookup, missingRow, type CategoryLookup } from './category-lookup';
import { encodedDefault, numberEncoder, roundsFirst, type EncodeNumber } from './encode-value';
import { encodedColumns } from './encoded-columns';
import type { FeatureSpec } from '../spec/feature-spec';

interface Place {
  readonly name: string;
  /** The first column of the feature in the encoded matrix. */
  readonly start: number;
}

/** A numeric feature, ready to encode. */
export interface NumericInput extends Place {
  readonly kind: 'numeric';
  readonly encode: EncodeNumber;
  /** The model input that stands for a missing or invalid value. */
  readonly fallback: number;
  /** Whether `encode` rounds a raw number to float32 before anything else. */
  readonly roundsFirst: boolean;
}

/** A categorical feature, ready to encode. */
export interface CategoricalInput extends Place {
  readonly kind: 'categorical';
  readonly rowOf: CategoryLookup;
  /** The row that stands for a missing value. */
  readonly fallback: number;
}

/** A sequence, ready to encode. */
export interface SequenceInput extends Place {
  readonly kind: 'sequence';
  readonly rowOf: CategoryLookup;
  readonly maxLength: number;
}

/** What becomes of a feature on the way into the matrix. */
export type InputColumn = NumericInput | CategoricalInput | SequenceInput;

/** Stands after the last event of a sequence. */
export const NO_EVENT = -1;

/** The features of a spec, ready to encode, in their order. */
export function inputColumns(spec: FeatureSpec): readonly InputColumn[] {
  return encodedColumns(spec).map(({ feature, start }): InputColumn => {
    const { name } = feature;
    switch (feature.kind) {
      case 'numeric': {
        const encode = numberEncoder(feature, spec);
        return {
          kind: 'numeric',
          name,
          start,
          encode,
          fallback: encodedDefault(feature, encode),
          roundsFirst: roundsFirst(feature, spec),
        };
      }
      case 'categorical': {
        const rowOf = categoryLookup(feature.coding);
        return { kind: 'categorical', name, start, rowOf, fallback: missingRow(feature.default, rowOf) };
      }
      case 'sequence':
        return {
          kind: 'sequence',
          name,
          start,
          rowOf: categoryLookup(feature.coding),
          maxLength: feature.maxLength,
        };
    }
  });
}
