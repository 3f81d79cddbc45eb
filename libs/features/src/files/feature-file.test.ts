import { DEFAULT_MISSING } from '../category/missing-words';
import { BadFeatureFile } from '../errors';
import { parseFeatureFile } from './feature-file';
import { numericFeatures } from '../spec/feature-spec';

function parse(file: unknown) {
  return parseFeatureFile(JSON.stringify(file), 'features.json');
}

function refusal(text: string): string {
  try {
    parseFeatureFile(text, 'features.json');
  } catch (error) {
    if (!(error instanceof BadFeatureFile)) throw error;
    expect(error.message).toMatch(/^features\.json[^\r\n]+$/);
    return error.message;
  }
  throw new Error('The file was accepted.');
}

test('names alone are numeric features with the default 0, and the label is called label', () => {
  expect(parse({ features: ['age', 'price'] })).toEqual({
    spec: numericFeatures(['age', 'price']),
    label: 'label',
    sides: new Map(),
  });
});

test('a feature may say its default and its clip range', () => {
  const file = {
    label: 'clicked',
    features: [
      'age',
      { name: 'price', default: 'missing', clip: { min: 0 } },
      { name: 'ctr', kind: 'numeric', default: 0.1, clip: { min: 0, max: 1 } },
    ],
  };
  expect(parse(file)).toEqual({
    label: 'clicked',
    sides: new Map(),
    spec: {
      ...numericFeatures([]),
      features: [
        { kind: 'numeric', name: 'age', default: 0 },
        { kind: 'numeric', name: 'price', default: 'missing', clip: { min: 0 } },
        { kind: 'numeric', name: 'ctr', default: 0.1, clip: { min: 0, max: 1 } },
      ],
    },
  });
});

test('categories and sequences have a vocabulary to be fitted, or buckets', () => {
  const vocabulary = (minCount: number) => ({ kind: 'vocabulary', minCount, values: [] });
  const features = [
    { name: 'city', kind: 'categorical' },
    { name: 'brand', kind: 'categorical', min_count: 5, default: 'other' },
    { name: 'item_id', kind: 'categorical', buckets: 10_000, default: 0 },
    { name: 'history', kind: 'sequence' },
    { name: 'words', kind: 'sequence', max_length: 8, pooling: 'sum', separator: ' ', min_count: 2 },
    { name: 'clicks', kind: 'sequence', buckets: 1 },
  ];
  expect(parse({ features }).spec.features).toEqual([
    { kind: 'categorical', name: 'city', coding: vocabulary(1), default: null },
    { kind: 'categorical', name: 'brand', coding: vocabulary(5), default: 'other' },
    { kind: 'categorical', name: 'item_id', coding: { kind: 'hash', buckets: 10_000 }, default: '0' },
    {
      kind: 'sequence',
      name: 'history',
      coding: vocabulary(1),
      maxLength: 50,
      pooling: 'mean',
      separator: '|',
    },
    { kind: 'sequence', name: 'words', coding: vocabulary(2), maxLength: 8, pooling: 'sum', separator: ' ' },
    {
      kind: 'sequence',
      name: 'clicks',
      coding: { kind: 'hash', buckets: 1 },
      maxLength: 50,
      pooling: 'mean',
      separator: '|',
    },
  ]);
});

test('a sequence may share the values of a category, wherever it stands', () => {
  const sharing = { ...HISTORY, shares: 'item_id' };
  const item = { name: 'item_id', kind: 'categorical' };
  const codingOf = (name: string, ...features: object[]) => {
    const feature = parse({ features }).spec.features.find(found => found.name === name);
    return feature?.kind === 'sequence' ? [feature.shares, feature.coding] : null;
  };
  expect(codingOf('history', sharing, { ...item, buckets: 9 })).toEqual([
    'item_id',
    { kind: 'hash', buckets: 9 },
  ]);
  expect(codingOf('history', { ...item, min_count: 3 }, sharing)).toEqual([
    'item_id',
    { kind: 'vocabulary', minCount: 3, values: [] },
  ]);
  const refused = (...features: unknown[]) => refusal(JSON.stringify({ features }));
  expect(refused(sharing, CITY)).toBe(
    'features.json: the sequence "history" shares the values of "item_id", which is no category here; there is city.',
  );
  expect(refused('item_id', sharing)).toMatch(/ is no category here; there is none\.$/);
  expect(refused(item, { ...sharing, min_count: 2 })).toBe(
    'features.json: features.1: the feature "history" has min_count, and shares the values of "item_id": give min_count to that one alone.',
  );
});

test('a number may become its logarithm', () => {
  expect(parse({ features: [{ name: 'price', log: true }] }).spec.features).toEqual([
    { kind: 'numeric', name: 'price', default: 0, log: true },
  ]);
});

const CITY = { name: 'city', kind: 'categorical' };
const HISTORY = { name: 'history', kind: 'sequence' };

test.each([
  [{ ...CITY, min_count: 2, buckets: 10 }, 'features.1: the feature "city" has both min_count and buckets'],
  [
    { ...HISTORY, min_count: 2, buckets: 10 },
    'features.1: the feature "history" has both min_count and buckets',
  ],
  [{ ...CITY, buckets: 0 }, 'features.1.buckets: '],
  [{ ...CITY, buckets: 2 ** 24 }, 'features.1.buckets: '],
  [{ ...CITY, buckets: 1.5 }, 'features.1.buckets: '],
  [{ ...CITY, buckets: '100' }, 'features.1.buckets: '],
  [{ ...CITY, min_count: 0 }, 'features.1.min_count: '],
  [{ ...CITY, default: '' }, 'features.1.default: '],
  [{ ...CITY, default: 5.5 }, 'features.1.default: '],
  [{ ...CITY, clip: { min: 0 } }, '"clip"'],
  [{ ...CITY, vocabulary: ['a'] }, '"vocabulary"'],
  [{ ...HISTORY, max_length: 0 }, 'features.1.max_length: '],
  [{ ...HISTORY, max_length: 1001 }, 'features.1.max_length: '],
  [{ ...HISTORY, pooling: 'max' }, 'features.1.pooling: '],
  [{ ...HISTORY, separator: '' }, 'features.1.separator: '],
  [{ ...HISTORY, default: null }, '"default"'],
  [{ ...HISTORY, shares: '' }, 'features.1.shares: '],
  [{ name: 'price', log: 'yes' }, 'features.1.log: '],
  [{ name: 'price', buckets: 10 }, '"buckets"'],
])('%j is refused in one line that names the feature', (feature, reason) => {
  const message = refusal(JSON.stringify({ features: ['age', feature] }));
  expect(message).toContain(reason);
  expect(message).toContain(`the feature "${feature.name}"`);
});

test.each([
  [{ name: 'price', defualt: 1 }, 'name, kind, default, clip, log, missing, side'],
  [{ ...CITY, bucket: 1 }, 'name, kind, min_count, buckets, default, missing, side'],
  [
    { ...HISTORY, maxLength: 1 },
    'name, kind, min_count, buckets, max_length, pooling, separator, shares, missing, side',
  ],
])('%j is refused with the keys that it may have', (feature, keys) => {
  expect(refusal(JSON.stringify({ features: [feature] }))).toMatch(
    new RegExp(`^features\\.json: features\\.0: .+ The keys may be ${keys}\\.$`),
  );
});

test('a wrong value is refused with what was expected', () => {
  const feature = { ...HISTORY, max_length: 5000 };
  expect(refusal(JSON.stringify({ features: [feature] }))).toBe(
    'features.json: features.0.max_length: expected a whole number from 1 to 1000, got 5000 for the feature "history". The keys may be name, kind, min_count, buckets, max_length, pooling, separator, shares, missing, side.',
  );
});

test('an unknown kind is refused with the kinds that there are', () => {
  expect(refusal('{"features": [{"name": "photo", "kind": "image"}]}')).toBe(
    'features.json: features.0.kind: expected "numeric", "categorical" or "sequence", got "image" for the feature "photo".',
  );
});

test('a byte order mark is skipped', () => {
  expect(parseFeatureFile('\uFEFF{"features": ["a"]}', 'features.json').label).toBe('label');
});

test.each([
  [{}, 'features: '],
  [{ features: [] }, 'features: '],
  [{ features: 'age' }, 'features: '],
  [{ features: [''] }, 'features.0: '],
  [{ features: ['a', 5] }, 'features.1: '],
  [{ features: ['a', { default: 1 }] }, 'features.1.name: '],
  [{ features: ['a', { name: 'b', default: 'median' }] }, 'features.1.default: '],
  [{ features: ['a', { name: 'b', defualt: 1 }] }, '"defualt"'],
  [{ features: ['a', { name: 'b', kind: 'image' }] }, 'features.1.kind: '],
  [{ features: ['a', { name: 'b', clip: { low: 1 } }] }, '"low"'],
  [{ features: ['a'], lable: 'clicked' }, '"lable"'],
  [{ features: ['a'], label: '' }, 'label: '],
  [{ features: ['a', 'b', 'a'] }, 'the feature "a" is listed twice'],
  [{ features: ['a', { name: 'a' }] }, 'the feature "a" is listed twice'],
  [{ features: ['a', 'label'] }, '"label" is the label'],
  [{ label: 'a', features: ['a'] }, '"a" is the label'],
  [
    { features: [{ name: 'a', clip: { min: 2, max: 1 } }] },
    'the clip range of "a" is empty: min 2 is above max 1',
  ],
  [{ features: [{ name: 'a', default: 1e39 }] }, 'the default of "a", 1e+39, is no finite 32-bit float'],
  [[], 'top level: '],
  [null, 'top level: '],
])('%j is refused in one line', (file, reason) => {
  expect(refusal(JSON.stringify(file))).toContain(reason);
});

test.each(['', '{\n  "features": ["a",]\n}', 'age\nprice', '{"features": [NaN]}'])(
  '%j, which is no JSON, is refused in one line',
  text => {
    expect(refusal(text)).toContain('features.json is not valid JSON: ');
  },
);

test('defaults of categories are canonical', () => {
  const defaults = ['3.0', 3, true, 'True', ' a ', '007'];
  const features = defaults.map((value, i) => ({ name: `f${i}`, kind: 'categorical', default: value }));
  expect(
    parse({ features }).spec.features.map(feature => (feature.kind === 'categorical' ? feature.default : '')),
  ).toEqual(['3', '3', 'true', 'true', 'a', '007']);
});

test('words for gaps add to the list of all features, or stand in its place for one', () => {
  const { spec } = parse({
    missing: ['-', -1],
    features: ['age', { name: 'country', kind: 'categorical', missing: [] }, { name: 'x', missing: [999] }],
  });
  expect(spec.missing).toEqual([...DEFAULT_MISSING, '-', '-1']);
  expect(spec.features.map(({ missing }) => missing)).toEqual([undefined, [], ['999']]);
});

test.each([[{ missing: 'NA', features: ['age'] }], [{ features: [{ name: 'age', missing: [null] }] }]])(
  '%j is refused',
  file =>
    expect(refusal(JSON.stringify(file))).toMatch(
      /missing.*: expected a (list of texts or numbers, such as .*|text or a number), got /,
    ),
);

test('features of every kind may say to which side of a retrieval they belong', () => {
  const { spec, sides } = parseFeatureFile(
    JSON.stringify({
      features: [
        'age',
        { name: 'price', side: 'item' },
        { ...CITY, side: 'user' },
        { ...HISTORY, side: 'query' },
      ],
    }),
    'features.json',
  );
  expect([...sides]).toEqual([
    ['price', 'item'],
    [CITY.name, 'user'],
    [HISTORY.name, 'query'],
  ]);
  expect(spec.features[1]).toEqual({ kind: 'numeric', name: 'price', default: 0 });
});

test.each(['left', '', null, 1])('the side %j is refused with those that there are', side => {
  expect(refusal(JSON.stringify({ features: [{ name: 'price', side }] }))).toMatch(
    /^features\.json: features\.0\.side: expected "user", "item", "query", "doc", got /,
  );
});
