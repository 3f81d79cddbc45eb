import type { CategoryTable, FeatureSpec } from '@reckit/features';

/**
 * The same features, those with a table in an XGBoost model as categories: since 3.1 a model that was trained on a
 * data frame with categories holds their names.
 *
 * @param tables - one a feature, null for one that is a plain number; undefined where the model has none
 */
export function tableSpec(
  spec: FeatureSpec,
  tables: readonly (CategoryTable | null)[] | undefined,
): FeatureSpec {
  // The files of the Python system say nothing of defaults; its 0.0 would be whatever category has the code 0.
  const isOfPython = spec.rawPrecision === 'float64';
  const features = spec.features.map((feature, i) => {
    const categories = tables?.[i];
    if (!categories || feature.kind !== 'numeric' || feature.scaling) return feature;
    return { ...feature, categories, ...(isOfPython && { default: 'missing' as const }) };
  });
  return { ...spec, features };
}
