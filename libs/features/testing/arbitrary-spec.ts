import * as fc from 'fast-check';
import type { ClipRange, FeatureSpec, NumericFeature, Scaling } from '../src/feature-spec';

/** Names that are properties of every object, beside ordinary and odd ones. */
const name: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('item_ctr', 'user_age', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '0'),
  fc.string({ minLength: 1, unit: 'binary' }),
);

/** JSON has no negative zero, so a file cannot give one back. */
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(value => value + 0);

const scaling: fc.Arbitrary<Scaling> = fc.record({
  mean: number,
  std: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
});

const clip: fc.Arbitrary<ClipRange> = fc.oneof(
  fc.record({ min: number }),
  fc.record({ max: number }),
  fc.tuple(number, number).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
);

const feature: fc.Arbitrary<NumericFeature> = fc
  .record({
    name,
    default: fc.oneof(fc.constant('missing' as const), fc.constant(0), number),
    clip: fc.option(clip, { nil: undefined }),
    scaling: fc.option(scaling, { nil: undefined }),
  })
  .map(fields => ({ kind: 'numeric', ...fields }));

/** Any spec that a training run of ours could write. */
export function arbitrarySpec(rawPrecision: FeatureSpec['rawPrecision']): fc.Arbitrary<FeatureSpec> {
  return fc
    .uniqueArray(feature, { selector: ({ name }) => name, minLength: 1, maxLength: 6 })
    .map(features => ({ features, rawPrecision }));
}
