import { canonicalText } from '../../category/canonical-category';
import { MissingWords } from '../../category/missing-words';
import type { CategoryCoding, Feature, FeatureSpec } from '../../spec/feature-spec';
import type { SentTexts } from './sent-texts';

/**
 * The spec whose matrices hold values as they were sent, in place of what a model makes of them: a number as the float32
 * that reaches the encoder, NaN where it is missing or no finite float32, and for a category or an event its place among
 * the texts, NaN for none. No default is filled in, no category is unknown, and the columns lie where those of `spec` do.
 * Whatever reads rows for a spec reads them for this one by the same rules.
 *
 * @param texts - takes up the texts of the rows that are encoded
 */
export function sentSpec(spec: FeatureSpec, texts: SentTexts): FeatureSpec {
  return {
    ...spec,
    rawPrecision: 'float32',
    scaledBy: 'host',
    categoryIds: 'codes',
    features: spec.features.map(feature => sentFeature(feature, spec, texts)),
  };
}

function sentFeature(feature: Feature, spec: FeatureSpec, texts: SentTexts): Feature {
  switch (feature.kind) {
    case 'numeric': {
      const { name, missing, categories } = feature;
      return {
        kind: 'numeric',
        name,
        default: 'missing',
        ...(missing && { missing }),
        ...(categories && { categories }),
      };
    }
    case 'categorical':
      return { ...feature, default: null, coding: textCoding(feature, spec, texts) };
    case 'sequence':
      return { ...feature, coding: textCoding(feature, spec, texts) };
  }
}

/** Every text is known, by its number; those of the second form once they are canonical and mean a value. */
function textCoding(
  { missing }: Feature,
  { missing: missingOfSpec, categoryForm = 1 }: FeatureSpec,
  texts: SentTexts,
): CategoryCoding {
  const words = new MissingWords(missing ?? missingOfSpec);
  const isValue = (text: string): boolean => canonicalText(text) === text && !words.hasText(text);
  return {
    kind: 'vectors',
    ids: {
      get count() {
        return texts.count;
      },
      rowOf: text => (categoryForm === 1 || isValue(text) ? texts.numberOf(text) : UNKNOWN),
    },
  };
}

const UNKNOWN = -1;
