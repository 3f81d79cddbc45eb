import type { Feature, FeatureSpec } from '@reckit/features';

/** So many texts are read from a message in a millisecond or two. */
const TEXTS_A_MESSAGE = 10_000;

/** Values of a vocabulary, on the way from the process that loads to the one that serves; more of them follow. */
export interface VocabularyPart {
  readonly kind: 'values';
  /** The place of the signature in the model, and of the feature in its spec. */
  readonly signature: number;
  readonly feature: number;
  readonly values: readonly string[];
}

/** The values of the large vocabularies of a spec, in pieces. */
export function* vocabularyParts(signature: number, { features }: FeatureSpec): Iterable<VocabularyPart> {
  for (const [feature, { values }] of features.map(vocabularyOf).entries()) {
    if (values.length <= TEXTS_A_MESSAGE) continue;
    for (let start = 0; start < values.length; start += TEXTS_A_MESSAGE)
      yield { kind: 'values', signature, feature, values: values.slice(start, start + TEXTS_A_MESSAGE) };
  }
}

/** The spec without these values. */
export function withoutLargeVocabularies(spec: FeatureSpec): FeatureSpec {
  const isLarge = (feature: Feature): boolean => vocabularyOf(feature).values.length > TEXTS_A_MESSAGE;
  return {
    ...spec,
    features: spec.features.map(feature => (isLarge(feature) ? withValues(feature, []) : feature)),
  };
}

/** Vocabularies that come in pieces. */
export class IncomingVocabularies {
  readonly #values = new Map<string, string[]>();

  take({ signature, feature, values }: VocabularyPart): void {
    const key = keyOf(signature, feature);
    const taken = this.#values.get(key);
    if (taken) taken.push(...values);
    else this.#values.set(key, [...values]);
  }

  /** The spec of a signature with the values that came for it. */
  into(signature: number, spec: FeatureSpec): FeatureSpec {
    const features = spec.features.map((feature, i) => {
      const values = this.#values.get(keyOf(signature, i));
      return values ? withValues(feature, values) : feature;
    });
    return { ...spec, features };
  }
}

function keyOf(signature: number, feature: number): string {
  return `${signature} ${feature}`;
}

const NO_VALUES = { values: [] as readonly string[] };

function vocabularyOf(feature: Feature): { readonly values: readonly string[] } {
  return feature.kind !== 'numeric' && feature.coding.kind === 'vocabulary' ? feature.coding : NO_VALUES;
}

function withValues(feature: Feature, values: readonly string[]): Feature {
  if (feature.kind === 'numeric' || feature.coding.kind !== 'vocabulary') return feature;
  return { ...feature, coding: { ...feature.coding, values } };
}
