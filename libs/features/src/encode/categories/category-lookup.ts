import { canonicalText, categoryText } from '../../category/canonical-category';
import { MissingWords } from '../../category/missing-words';
import { originOf } from '../../category/vocabulary-origin';
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
  /** What `idOf` gives for each of the values of a column. */
  idsOf(values: readonly string[]): Float32Array;
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
  const first = isTable ? 1 : 0;
  const others = form === 1 ? NONE : missing;
  const known = knownIds(coding, first, others);
  const idsBy = (idOf: CategoryLookup['idOf']) => (values: readonly string[]) =>
    idsOfValues(coding, values, first, others, idOf);
  const unknown = isTable ? 0 : NaN;
  if (form === 1) {
    const idOf = (text: string): number => (text === '' ? MISSING : known(text));
    return {
      // Packages of the first form took texts as they stood, and no booleans.
      textOf: value => (typeof value === 'boolean' ? null : categoryText(value)),
      idOf,
      idsOf: idsBy(idOf),
      unknown,
    };
  }
  const idOfCanonical = (text: string): number => (missing.hasText(text) ? MISSING : known(text));
  const idOf =
    coding.kind === 'hash'
      ? (text: string): number => idOfCanonical(canonicalText(text))
      : (text: string): number => {
          // A vocabulary holds canonical texts alone, so one that is found needs no second look; an id is itself first.
          const id = known(text);
          return id === UNKNOWN ? idOfCanonical(canonicalText(text)) : id;
        };
  return { textOf: categoryText, idOf, idsOf: idsBy(idOf), unknown };
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
  const { values } = coding;
  if (originOf(values) === undefined) return vocabularyIds(values, first, missing);
  // Who has made a vocabulary looks up next to nothing but what it was made of.
  let ids: ((text: string) => number) | undefined;
  return text => (ids ??= vocabularyIds(values, first, missing))(text);
}

function vocabularyIds(
  values: readonly string[],
  first: 0 | 1,
  missing: MissingWords,
): (text: string) => number {
  const positions = vocabularyPositions(values);
  const others = new Set(values.filter(value => missing.hasText(value)));
  return text => {
    const position = positions.get(text);
    return position === undefined || others.has(text) ? UNKNOWN : position + first;
  };
}

/** The ids of values, those of a vocabulary that was made of them without a look-up. */
function idsOfValues(
  coding: CategoryCoding,
  values: readonly string[],
  first: 0 | 1,
  missing: MissingWords,
  idOf: (text: string) => number,
): Float32Array {
  const origin = coding.kind === 'vocabulary' ? originOf(coding.values) : undefined;
  if (origin?.values !== values || origin.places.length !== values.length)
    return Float32Array.from(values, idOf);
  const { places } = origin;
  const ids = new Float32Array(values.length);
  for (let i = 0; i < ids.length; i++) {
    const value = values[i];
    if (missing.hasText(value)) ids[i] = idOf(value);
    else if (places[i] >= 0) ids[i] = places[i] + first;
    else ids[i] = canonicalText(value) === value ? UNKNOWN : idOf(value);
  }
  return ids;
}
