import { BadFeatureFile } from '../errors';
import { numericFeatures, type FeatureSpec } from './feature-spec';
import { numericOnly } from './numeric-only';

test('a spec of numbers stays as it is', () => {
  const spec = numericFeatures(['a', 'b']);
  expect(numericOnly(spec, 'features.json')).toEqual(spec);
});

test('another kind is refused with the name of the feature and what to do', () => {
  const spec: FeatureSpec = {
    ...numericFeatures([]),
    features: [{ kind: 'categorical', name: 'city', coding: { kind: 'hash', buckets: 2 }, default: null }],
  };
  expect(() => numericOnly(spec, 'features.json')).toThrow(
    new BadFeatureFile(
      'features.json: the feature "city" is of the kind categorical, but this model takes numeric features only; leave it out, or train deepfm or mmoe.',
    ),
  );
});
