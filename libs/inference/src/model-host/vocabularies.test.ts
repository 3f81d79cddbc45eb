import type { Feature, FeatureSpec } from '@reckit/features';
import { IncomingVocabularies, vocabularyParts, withoutLargeVocabularies } from './vocabularies';

const texts = (count: number): string[] => Array.from({ length: count }, (_, i) => `item ${i}`);

const FEW: Feature = {
  kind: 'categorical',
  name: 'city',
  coding: { kind: 'vocabulary', minCount: 1, values: texts(3) },
  default: null,
};
const MANY: Feature = {
  kind: 'sequence',
  name: 'history',
  coding: { kind: 'vocabulary', minCount: 2, values: texts(25_001) },
  maxLength: 50,
  pooling: 'mean',
  separator: ',',
};
const HASHED: Feature = {
  kind: 'categorical',
  name: 'user',
  coding: { kind: 'hash', buckets: 30_000 },
  default: null,
};
const SPEC: FeatureSpec = {
  features: [{ kind: 'numeric', name: 'age', default: 0 }, FEW, MANY, HASHED, { ...MANY, name: 'again' }],
  rawPrecision: 'float32',
  scaledBy: 'host',
};

test('a large vocabulary goes in pieces, and comes out as it was', () => {
  const parts = [...vocabularyParts(1, SPEC)];
  expect(parts.map(({ feature, values }) => [feature, values.length])).toEqual([
    [2, 10_000],
    [2, 10_000],
    [2, 5_001],
    [4, 10_000],
    [4, 10_000],
    [4, 5_001],
  ]);
  const incoming = new IncomingVocabularies();
  for (const part of parts) incoming.take(part);
  const without = withoutLargeVocabularies(SPEC);
  expect(JSON.stringify(without).length).toBeLessThan(2_000);
  expect(incoming.into(1, without)).toEqual(SPEC);
  // Another signature has vocabularies of its own.
  expect(incoming.into(0, without)).toEqual(without);
});

test('small vocabularies, hashes and numbers stay where they are', () => {
  const spec = { ...SPEC, features: [SPEC.features[0], FEW, HASHED] };
  expect([...vocabularyParts(0, spec)]).toEqual([]);
  expect(withoutLargeVocabularies(spec)).toEqual(spec);
});
