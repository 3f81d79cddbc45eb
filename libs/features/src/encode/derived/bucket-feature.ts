import type { CategoricalFeature, NumberBuckets } from '../../spec/feature-spec';

/** The range of a number as the category that a model is given: one value for each, named after its edges. */
export function bucketFeature(number: string, buckets: NumberBuckets): CategoricalFeature {
  return {
    kind: 'categorical',
    name: bucketName(number, buckets),
    coding: { kind: 'vocabulary', minCount: 1, values: rangesOf(buckets) },
    default: null,
  };
}

/** What the range of a number is called: beside the number it needs a name of its own. */
export function bucketName(number: string, { only }: Pick<NumberBuckets, 'only'>): string {
  return only ? number : `${number}_bucket`;
}

function rangesOf({ edges }: NumberBuckets): readonly string[] {
  if (edges.length === 0) return ['any'];
  const from = edges.slice(0, -1).map((edge, i) => `${edge} to ${edges[i + 1]}`);
  return [`below ${edges[0]}`, ...from, `from ${edges[edges.length - 1]}`];
}
