import { RowEncoder } from '../encode/rows/row-encoder';
import { encodedColumns, categoryRows } from '../encode/encoded-columns';
import { encodesAlike } from '../encode/encodes-alike';
import { prepareVocabularies } from '../category/vocabulary-positions';
import { BadFeatureFile } from '../errors';
import { formatFeatureMeta, parseFeatureMeta } from '../files/feature-meta';
import { numericFeatures, type FeatureSpec, type VectorIds } from './feature-spec';
import { assertLookupFeatures, lookupFeatures, withVectorIds } from './lookup-features';

const IDS = ['u1', '5', ' 6', '6', 'NaN', 'a "b", c', '商品', '😀', '1.0'];
const TABLE: VectorIds = { count: IDS.length, rowOf: id => IDS.indexOf(id) };
const SPEC = withVectorIds(lookupFeatures('user_id'), TABLE);

function encode(rows: readonly unknown[], spec: FeatureSpec = SPEC) {
  const { values, missing, unknown } = new RowEncoder(spec).encode(rows, 'data');
  return { values: [...values], missing: missing && [...missing], unknown: unknown && [...unknown] };
}

test.each<[unknown, number]>([
  ['u1', 1],
  ['5', 2],
  [5, 2],
  ['5.0', 2],
  [' 5 ', 2],
  // What is an id as it stands is that, and no other form of another one.
  [' 6', 3],
  ['6', 4],
  ['NaN', 5],
  ['a "b", c', 6],
  ['商品', 7],
  ['😀', 8],
  ['1.0', 9],
])('%p is row %d, counted from 1', (id, row) => {
  expect(encode([{ user_id: id }])).toEqual({ values: [row, 20], missing: [0, 1], unknown: null });
});

test.each(['u2', 'U1', '1', 'nan', '__proto__', true])('%p is nobody, and counted', id => {
  expect(encode([{ user_id: id, top_k: 3 }])).toEqual({ values: [0, 3], missing: null, unknown: [1, 0] });
});

test.each([[{ top_k: 3 }], [{ user_id: null, top_k: 3 }], [{ user_id: '', top_k: 3 }], [['', 3]]])(
  'in %j the id is missing',
  row => {
    expect(encode([row])).toEqual({ values: [0, 3], missing: [1, 0], unknown: null });
  },
);

test('the last row of as many vectors as there may be is exact', () => {
  const count = 2 ** 24 - 2;
  const spec = withVectorIds(lookupFeatures('id'), { count, rowOf: () => count - 1 });
  expect(encode([{ id: 'last' }], spec).values[0]).toBe(count);
});

test('while the vectors are not there every id is unknown', () => {
  expect(encode([{ user_id: 'u1', top_k: 1 }], lookupFeatures('user_id')).unknown).toEqual([1, 0]);
});

test('it lies in two columns, and counts the vectors', async () => {
  await prepareVocabularies(SPEC);
  expect(encodedColumns(SPEC).map(({ start, width }) => [start, width])).toEqual([
    [0, 1],
    [1, 1],
  ]);
  expect(categoryRows({ kind: 'vectors', ids: TABLE })).toBe(IDS.length + 1);
  expect(categoryRows({ kind: 'vectors', ids: null })).toBe(1);
});

test('the ids of two models mean different rows', () => {
  expect(encodesAlike(SPEC, SPEC)).toBe(true);
  expect(encodesAlike(SPEC, withVectorIds(lookupFeatures('user_id'), TABLE))).toBe(false);
});

test('its file says where the ids are, and not which', () => {
  const text = formatFeatureMeta({
    spec: SPEC,
    labelColumn: null,
    modelVersion: 'v1',
    modelType: 'node2vec',
    createdAt: '2026-11-30T00:00:00Z',
  });
  expect(text).toContain('"values_of":"vectors"');
  expect(text).not.toContain('u1');
  expect(parseFeatureMeta(text, null).spec).toEqual(lookupFeatures('user_id'));
  expect(() => parseFeatureMeta(text.replace('"vectors"', '"rows"'), null)).toThrow(BadFeatureFile);
  expect(() => parseFeatureMeta(text.replace('"values_of"', '"buckets":3,"values_of"'), null)).toThrow(
    'must have either a vocabulary or buckets, or "values_of": "vectors"',
  );
});

test.each<[string, FeatureSpec]>([
  ['of numbers alone', numericFeatures(['user_id', 'top_k'])],
  ['without a number of neighbours', { ...SPEC, features: SPEC.features.slice(0, 1) }],
  ['with one more', { ...SPEC, features: [...SPEC.features, ...numericFeatures(['age']).features] }],
  ['the other way round', { ...SPEC, features: [...SPEC.features].reverse() }],
  ['with codes', { ...SPEC, categoryIds: 'codes' }],
])('features %s are none of a model that looks up vectors', (_, spec) => {
  expect(() => assertLookupFeatures(spec, 'feature_meta.json')).toThrow(BadFeatureFile);
});

test('those that are made are such ones', () => {
  expect(() => assertLookupFeatures(SPEC, 'feature_meta.json')).not.toThrow();
});
