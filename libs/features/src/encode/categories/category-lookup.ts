import { canonicalText, categoryText } from '../../category/canonical-category';
import { MissingWords } from '../../category/missing-words';
import { vocabularyPositions } from '../../category/vocabulary-positions';
import type { CategoryCoding, FeatureSpec } from '../../spec/feature-spec';
import { murmur3 } from './murmur3';

/** What a lookup gives for a text that a vocabulary does not have. */
export const UNKNOWN = -1;
/** What a lookup gives for a text that says that there is no value. */
export const MISSING = -2;

/** How the texts of one feature become model input. */
export interface CategoryLookup {
  /** The text by which a value from JSON is looked up; null if it can be no category. */
  textOf(value: unknown): string | null;
  /** The model input of a text as it was sent or read, which is not negative; or `UNKNOWN`, or `MISSING`. */
  idOf(text: string): number;
  /** The model input of a value that the model does not know: row 0 of a table, or NaN where ids are codes. */
  readonly unknown: number;
}

/** What decides how texts are looked up, beside the coding of the feature. */
export interface LookupRules {
  readonly ids: NonNullable<FeatureSpec['categoryIds']>;
  readonly form: NonNullable<FeatureSpec['categoryForm']>;
  readonly missing: MissingWords;
}

/** The rules of a spec for a feature with missing words of its own, or with those of the spec. */
export function lookupRules(spec: FeatureSpec, missing: readonly string[] | undefined): LookupRules {
  const { categoryIds = 'table-rows', categoryForm = 1 } = spec;
  return { ids: categoryIds, form: categoryForm, missing: new MissingWords(missing ?? spec.missing) };
}

/** The function that gives the values of a feature their rows in the embedding table, or their codes. */
export function categoryLookup(coding: CategoryCoding, rules: LookupRules): CategoryLookup {
  const { ids, form, missing } = rules;
  const isTable = ids === 'table-rows';
  const known = knownIds(coding, isTable ? 1 : 0, form === 1 ? NONE : missing);
  const unknown = isTable ? 0 : NaN;
  if (form === 1) {
    return {
      // Packages of the first form took texts as they stood, and no booleans.
      textOf: value => (typeof value === 'boolean' ? null : categoryText(value)),
      idOf: text => (text === '' ? MISSING : known(text)),
      unknown,
    };
  }
  const idOfCanonical = (text: string): number => (missing.hasText(text) ? MISSING : known(text));
  return {
    textOf: categoryText,
    idOf:
      coding.kind === 'hash'
        ? text => idOfCanonical(canonicalText(text))
        : text => {
            // A vocabulary holds canonical texts alone, so one that is found needs no second look; an id is itself first.
            const id = known(text);
            return id === UNKNOWN ? idOfCanonical(canonicalText(text)) : id;
          },
    unknown,
  };
}

/** The model input of a missing value: that of the default, if there is one and it is known. */
export function missingId(fallback: string | null, coding: CategoryCoding, rules: LookupRules): number {
  const { idOf, unknown } = categoryLookup(coding, { ...rules, missing: NONE });
  const id = fallback === null ? UNKNOWN : idOf(fallback);
  return id < 0 ? unknown : id;
}

const NONE = new MissingWords([]);

/** The ids of texts that are looked up as they stand, from `first` on; a default may be one of the missing words. */
function knownIds(coding: CategoryCoding, first: 0 | 1, missing: MissingWords): (text: string) => number {
  if (coding.kind === 'hash') {
    const { buckets } = coding;
    return text => first + (murmur3(text) % buckets);
  }
  if (coding.kind === 'vectors') {
    const { ids } = coding;
    return text => {
      const row = ids ? ids.rowOf(text) : UNKNOWN;
      return row < 0 ? UNKNOWN : row + first;
    };
  }
  const positions = vocabularyPositions(coding.values);
  const others = new Set(coding.values.filter(value => missing.hasText(value)));
  return text => {
    const position = positions.get(text);
    return position === undefined || others.has(text) ? UNKNOWN : position + first;
  };
}
