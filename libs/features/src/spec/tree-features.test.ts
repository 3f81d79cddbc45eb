import { BadFeatureFile } from '../errors';
import { numericFeatures, type Feature, type FeatureSpec } from './feature-spec';
import { treeFeatures } from './tree-features';

const CITY: Feature = {
  kind: 'categorical',
  name: 'city',
  coding: { kind: 'hash', buckets: 2 },
  default: null,
};

test('numbers stay as they are, and categories become codes', () => {
  const { features } = numericFeatures(['a', 'b']);
  const spec: FeatureSpec = { ...numericFeatures([]), features: [...features, CITY] };
  expect(treeFeatures(spec, 'features.json')).toEqual({ ...spec, categoryIds: 'codes' });
});

test('a sequence is refused with the name of the feature and what to do', () => {
  const spec: FeatureSpec = {
    ...numericFeatures([]),
    features: [
      CITY,
      { ...CITY, kind: 'sequence', name: 'history', maxLength: 5, pooling: 'mean', separator: '|' },
    ],
  };
  expect(() => treeFeatures(spec, 'features.json')).toThrow(
    new BadFeatureFile(
      'features.json: the feature "history" is of the kind sequence, which trees cannot take; leave it out, or train deepfm or mmoe.',
    ),
  );
});
