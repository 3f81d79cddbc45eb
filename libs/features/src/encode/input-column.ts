import { MissingWords } from '../category/missing-words';
import { categoryCodes, type CategoryCodes } from './categories/category-codes';
import { categoryLookup, lookupRules, missingId, type CategoryLookup } from './categories/category-lookup';
import { numbersEncoder, type EncodeNumbers } from './numbers/encode-strided';
import { encodedDefault, numberEncoder, roundsFirst, type EncodeNumber } from './numbers/encode-value';
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
  /** `encode` for many values at once; null where numbers may mean that there is no value. */
  readonly encodeAll: EncodeNumbers | null;
  /** The model input that stands for a missing or invalid value. */
  readonly fallback: number;
  /** Whether `encode` rounds a raw number to float32 before anything else. */
  readonly roundsFirst: boolean;
  /** What counts as missing; `encode` gives NaN for those that are numbers. */
  readonly missing: MissingWords;
}

/** A numeric feature whose numbers are codes of categories, ready to encode. */
export interface CodedInput extends Omit<NumericInput, 'kind'> {
  readonly kind: 'coded';
  readonly codes: CategoryCodes;
}

/** A categorical feature, ready to encode. */
export interface CategoricalInput extends Place, CategoryLookup {
  readonly kind: 'categorical';
  /** The model input that stands for a missing value. */
  readonly fallback: number;
}

/** A sequence, ready to encode. */
export interface SequenceInput extends Place, CategoryLookup {
  readonly kind: 'sequence';
  readonly maxLength: number;
}

/** What becomes of a feature on the way into the matrix. */
export type InputColumn = NumericInput | CodedInput | CategoricalInput | SequenceInput;

/** Stands after the last event of a sequence. */
export const NO_EVENT = -1;

/** The features of a spec, ready to encode, in their order. */
export function inputColumns(spec: FeatureSpec): readonly InputColumn[] {
  return encodedColumns(spec).map(({ feature, start }): InputColumn => {
    const { name } = feature;
    switch (feature.kind) {
      case 'numeric': {
        const missing = new MissingWords(feature.missing ?? spec.missing);
        const encode = withoutMissing(numberEncoder(feature, spec), missing);
        const number = {
          name,
          start,
          encode,
          encodeAll: missing.numbers.size === 0 ? numbersEncoder(feature, spec) : null,
          fallback: encodedDefault(feature, numberEncoder(feature, spec)),
          roundsFirst: roundsFirst(feature, spec),
          missing,
        };
        return feature.categories
          ? { kind: 'coded', ...number, codes: categoryCodes(feature.categories) }
          : { kind: 'numeric', ...number };
      }
      case 'categorical': {
        const { coding } = feature;
        const rules = lookupRules(spec, feature.missing);
        const fallback = missingId(feature.default, coding, rules);
        return { kind: 'categorical', name, start, fallback, ...categoryLookup(coding, rules) };
      }
      case 'sequence': {
        const lookup = categoryLookup(feature.coding, lookupRules(spec, feature.missing));
        return { kind: 'sequence', name, start, maxLength: feature.maxLength, ...lookup };
      }
    }
  });
}

/** The encoder itself where no number means missing, as nearly always. */
function withoutMissing(encode: EncodeNumber, missing: MissingWords): EncodeNumber {
  return missing.numbers.size === 0 ? encode : raw => (missing.hasNumber(raw) ? NaN : encode(raw));
}
