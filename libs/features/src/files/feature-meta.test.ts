import * as fc from 'fast-check';
import { arbitraryNumericSpec, arbitrarySpec } from '../../testing/arbitrary-spec';
import { DEFAULT_MISSING } from '../category/missing-words';
import { RowEncoder } from '../encode/rows/row-encoder';
import { BadFeatureFile } from '../errors';
import { formatFeatureMeta, formatFeatureScaler, parseFeatureMeta } from './feature-meta';
import { numericFeatures, type Feature, type FeatureSpec } from '../spec/feature-spec';
import type { SeenValues } from '../spec/seen-values';

const PYTHON_META = {
  feature_columns: ['item_ctr', 'user_age'],
  feature_count: 2,
  label_column: 'label',
  model_version: 'v1.0.0',
  normalized: true,
  created_at: '2026-11-22T15:40:51.376939',
};
const SCALER = { item_ctr: { mean: 0.25, std: 0.5 }, user_age: { mean: 38, std: 12 } };

function parse(meta: unknown, scaler?: unknown) {
  return parseFeatureMeta(JSON.stringify(meta), scaler === undefined ? null : JSON.stringify(scaler));
}

function refusal(metaText: string, scalerText: string | null = null): string {
  try {
    parseFeatureMeta(metaText, scalerText);
  } catch (error) {
    if (error instanceof BadFeatureFile) return error.message;
    throw error;
  }
  throw new Error('The files were accepted.');
}

describe('files of the Python system', () => {
  test('every column is numeric, with the default 0 and raw values in float64', () => {
    expect(parse({ ...PYTHON_META, normalized: false })).toEqual({
      spec: {
        features: [
          { kind: 'numeric', name: 'item_ctr', default: 0 },
          { kind: 'numeric', name: 'user_age', default: 0 },
        ],
        rawPrecision: 'float64',
        scaledBy: 'host',
      },
      seen: new Map(),
      labelColumn: 'label',
      modelVersion: 'v1.0.0',
      modelType: null,
      createdAt: '2026-11-22T15:40:51.376939',
    });
  });

  test('a normalized model takes its scaling from the scaler file', () => {
    expect(parse(PYTHON_META, SCALER).spec.features).toEqual([
      { kind: 'numeric', name: 'item_ctr', default: 0, scaling: { mean: 0.25, std: 0.5 } },
      { kind: 'numeric', name: 'user_age', default: 0, scaling: { mean: 38, std: 12 } },
    ]);
  });

  test.each([[false], [null], [undefined]])('a stale scaler is ignored when normalized is %p', normalized => {
    const features = parse({ ...PYTHON_META, normalized }, SCALER).spec.features;
    expect(features).toEqual(numericFeatures(['item_ctr', 'user_age']).features);
  });

  test('a stale scaler that is damaged does no harm either', () => {
    const meta = JSON.stringify({ ...PYTHON_META, normalized: false });
    expect(parseFeatureMeta(meta, '{"item_ctr": ').spec.features).toHaveLength(2);
  });

  test('a normalized model whose scaler file is lost is refused', () => {
    expect(refusal(JSON.stringify(PYTHON_META))).toMatch(
      /"normalized": true, but feature_scaler.json is missing/,
    );
  });

  test('feature_columns alone is enough', () => {
    expect(parse({ feature_columns: ['a'] })).toEqual({
      spec: {
        features: [{ kind: 'numeric', name: 'a', default: 0 }],
        rawPrecision: 'float64',
        scaledBy: 'host',
      },
      seen: new Map(),
      labelColumn: null,
      modelVersion: null,
      modelType: null,
      createdAt: null,
    });
  });

  test('a byte order mark, as editors on Windows write it, is skipped', () => {
    expect(parseFeatureMeta('\uFEFF{"feature_columns": ["a"]}', null).spec.features).toHaveLength(1);
  });

  test('unknown keys are ignored', () => {
    expect(parse({ ...PYTHON_META, normalized: false, embed_dim: 8 })).toEqual(
      parse({ ...PYTHON_META, normalized: false }),
    );
  });

  test('entries of the scaler for other columns are ignored', () => {
    expect(parse(PYTHON_META, { ...SCALER, item_price: { mean: 1, std: 2 } })).toEqual(
      parse(PYTHON_META, SCALER),
    );
  });
});

describe('refused with one line that names the file', () => {
  const meta = JSON.stringify(PYTHON_META);

  test.each([
    [
      'feature_count that does not match',
      { feature_count: 3 },
      'feature_count is 3, but feature_columns lists 2',
    ],
    ['fewer columns than feature_count', { feature_columns: ['item_ctr'] }, 'feature_count is 2, but'],
    ['a column named twice', { feature_columns: ['item_ctr', 'item_ctr'] }, 'names "item_ctr" twice'],
    ['no columns', { feature_columns: [] }, 'feature_columns: '],
    ['no feature_columns', { feature_columns: undefined }, 'feature_columns: '],
    ['a column without a name', { feature_columns: ['item_ctr', ''] }, 'feature_columns.1: '],
    ['columns that are no text', { feature_columns: [1, 2] }, 'feature_columns.0: '],
    ['normalized that is no boolean', { normalized: 'false' }, 'normalized: '],
    ['a feature_count that is no integer', { feature_count: 2.5 }, 'feature_count: '],
  ])('%s', (_, change, reason) => {
    const message = refusal(JSON.stringify({ ...PYTHON_META, ...change }), JSON.stringify(SCALER));
    expect(message).toMatch(/^feature_meta\.json: [^\n]+$/);
    expect(message).toContain(reason);
  });

  test.each([['[]'], ['null'], ['"text"'], ['5']])('feature_meta.json that is %s', text => {
    expect(refusal(text)).toMatch(/^feature_meta\.json: top level: [^\n]+$/);
  });

  test.each([[''], ['{'], ['{\n  "feature_columns": ["a"],\n}\n'], ['{\n\n\n'], ['not\njson']])(
    'feature_meta.json that is no JSON: %j',
    text => {
      expect(refusal(text)).toMatch(/^feature_meta\.json is not valid JSON: [^\n]+$/);
    },
  );

  test('a feature_meta.json that is cut off anywhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: meta.length - 1 }), length => {
        expect(refusal(meta.slice(0, length), JSON.stringify(SCALER))).toMatch(/^feature_meta\.json [^\n]+$/);
      }),
    );
  });

  test.each([
    ['{"item_ctr": {"mean": 0, "std": 1}}', 'has no entry for the feature "user_age"'],
    [
      '{"item_ctr": {"mean": 0, "std": 0}, "user_age": {"mean": 0, "std": 1}}',
      'std of "item_ctr" must be above 0, not 0',
    ],
    [
      '{"item_ctr": {"mean": 0, "std": 1}, "user_age": {"mean": 0, "std": -2}}',
      'std of "user_age" must be above 0, not -2',
    ],
    ['{"item_ctr": {"mean": 0}, "user_age": {"mean": 0, "std": 1}}', 'item_ctr.std: '],
    ['{"item_ctr": {"mean": 1e400, "std": 1}, "user_age": {"mean": 0, "std": 1}}', 'item_ctr.mean: '],
    ['{"item_ctr": {"mean": NaN, "std": 1}}', 'is not valid JSON'],
    ['{"item_ctr":\n {"mean": ', 'is not valid JSON'],
    ['[]', 'top level: '],
    ['{}', 'has no entry for the feature "item_ctr"'],
  ])('feature_scaler.json that is %j', (text, reason) => {
    const message = refusal(meta, text);
    expect(message).toMatch(/^feature_scaler\.json[^\n]+$/);
    expect(message).toContain(reason);
  });

  test('a scaler that has no entry for a feature named like a property of every object', () => {
    expect(refusal('{"feature_columns": ["constructor"], "normalized": true}', '{}')).toContain(
      'no entry for the feature "constructor"',
    );
  });

  test('a std so small that the default is no number any more', () => {
    const scaler = { ...SCALER, user_age: { mean: 38, std: 1e-310 } };
    expect(refusal(meta, JSON.stringify(scaler))).toContain('the default of "user_age", 0, is no finite');
  });
});

describe('files of ours', () => {
  const META = { feature_columns: ['a', 'b'], feature_count: 2 };
  const a = { name: 'a', kind: 'numeric' };
  const b = { name: 'b', kind: 'numeric' };

  test('defaults, clip ranges and scaling are read', () => {
    const features = [
      { ...a, default: 'missing', clip: { min: 0 } },
      { ...b, default: 2, scaling: { mean: 1, std: 3 } },
    ];
    expect(parse({ ...META, features }).spec).toEqual({
      features,
      rawPrecision: 'float32',
      scaledBy: 'host',
    });
  });

  test('a feature that says nothing has the default 0', () => {
    const { features } = numericFeatures(['a', 'b']);
    expect(parse({ ...META, features: [a, b] }).spec).toEqual({
      features,
      rawPrecision: 'float32',
      scaledBy: 'host',
    });
  });

  test('a scaler file beside them is ignored, since the features hold their scaling', () => {
    const meta = { ...META, normalized: true, features: [a, b] };
    expect(parse(meta, { a: { mean: 5, std: 5 } })).toEqual(parse(meta));
  });

  test.each([
    ['in another order', [b, a], 'features and feature_columns must name the same columns'],
    ['fewer', [a], 'features and feature_columns must name the same columns'],
    ['more', [a, b, { ...a, name: 'c' }], 'features and feature_columns must name the same columns'],
    ['of an unknown kind', [a, { ...b, kind: 'image' }], 'features.1.kind: '],
    ['with a std of 0', [a, { ...b, scaling: { mean: 0, std: 0 } }], 'std of "b" must be above 0'],
    ['with a default that is text', [a, { ...b, default: 'x' }], 'features.1.default: '],
    [
      'with a default beyond float32',
      [a, { ...b, default: 1e39 }],
      'the default of "b", 1e+39, is no finite',
    ],
    ['with an empty clip range', [a, { ...b, clip: { min: 2, max: 1 } }], 'the clip range of "b" is empty'],
  ])('features %s are refused', (_, features, reason) => {
    const message = refusal(JSON.stringify({ ...META, features }));
    expect(message).toMatch(/^feature_meta\.json: [^\n]+$/);
    expect(message).toContain(reason);
  });
});

describe('categories and sequences', () => {
  const META = { feature_columns: ['city'], feature_count: 1 };
  const city = { name: 'city', kind: 'categorical', vocabulary: ['Oslo', 'Rome'] };
  const history = {
    name: 'city',
    kind: 'sequence',
    max_length: 5,
    pooling: 'sum',
    separator: ',',
    buckets: 9,
  };

  test('are read', () => {
    expect(parse({ ...META, scaled_by: 'graph', features: [city] }).spec).toEqual({
      features: [
        {
          kind: 'categorical',
          name: 'city',
          coding: { kind: 'vocabulary', minCount: 1, values: ['Oslo', 'Rome'] },
          default: null,
        },
      ],
      rawPrecision: 'float32',
      scaledBy: 'graph',
    });
    expect(parse({ ...META, features: [history] }).spec).toEqual({
      features: [
        {
          kind: 'sequence',
          name: 'city',
          coding: { kind: 'hash', buckets: 9 },
          maxLength: 5,
          pooling: 'sum',
          separator: ',',
        },
      ],
      rawPrecision: 'float32',
      scaledBy: 'host',
    });
  });

  test.each([
    [{ ...city, buckets: 5 }, '"city" must have either a vocabulary or buckets'],
    [{ ...city, vocabulary: undefined }, '"city" must have either a vocabulary or buckets'],
    [{ ...city, vocabulary: ['a', 'b', 'a'] }, 'the vocabulary of "city" lists "a" twice'],
    [{ ...city, vocabulary: ['a', ''] }, 'features.0.vocabulary.1: '],
    [{ ...city, vocabulary: ['a', 5] }, 'features.0.vocabulary.1: '],
    [{ ...city, default: '' }, 'features.0.default: '],
    [{ ...history, buckets: 2 ** 24 }, 'features.0.buckets: '],
    [{ ...history, max_length: 0 }, 'features.0.max_length: '],
    [{ ...history, pooling: 'max' }, 'features.0.pooling: '],
    [{ ...history, separator: undefined }, 'features.0.separator: '],
  ])('%j is refused', (feature, reason) => {
    const message = refusal(JSON.stringify({ ...META, features: [feature] }));
    expect(message).toMatch(/^feature_meta\.json: [^\n]+$/);
    expect(message).toContain(reason);
  });

  test('a gap that only trees can take is refused where the graph scales', () => {
    const feature = { name: 'city', kind: 'numeric', default: 'missing' };
    expect(refusal(JSON.stringify({ ...META, scaled_by: 'graph', features: [feature] }))).toContain(
      'the default of "city" is "missing", which only trees can handle; give a number',
    );
    expect(parse({ ...META, scaled_by: 'host', features: [feature] }).spec.features).toEqual([feature]);
  });

  test('who scales must be known', () => {
    expect(refusal(JSON.stringify({ ...META, scaled_by: 'nobody', features: [city] }))).toMatch(
      /^feature_meta\.json: scaled_by: /,
    );
  });

  test('a vocabulary is written in one line', () => {
    const text = formatFeatureMeta({
      spec: parse({ ...META, features: [city] }).spec,
      labelColumn: '',
      modelVersion: '',
      modelType: '',
      createdAt: '',
    });
    expect(text.split('\n')).toContain(
      '    {"name":"city","kind":"categorical","default":null,"min_count":1,"vocabulary":["Oslo","Rome"]}',
    );
  });
});

describe('writing and reading', () => {
  test('any spec comes back as it was', () => {
    fc.assert(
      fc.property(
        arbitrarySpec(),
        fc.record({
          labelColumn: fc.string(),
          modelVersion: fc.string(),
          modelType: fc.string(),
          createdAt: fc.string(),
        }),
        (spec, texts) => {
          expect(parseFeatureMeta(formatFeatureMeta({ spec, ...texts }), null)).toEqual({
            spec,
            seen: new Map(),
            ...texts,
          });
        },
      ),
    );
  });

  test('values that a sequence shares are written once, and both have them', () => {
    const coding = { kind: 'vocabulary', minCount: 1, values: ['Oslo', 'Rome'] } as const;
    const features: Feature[] = [
      {
        kind: 'sequence',
        name: 'seen',
        coding,
        shares: 'city',
        maxLength: 5,
        pooling: 'sum',
        separator: ',',
      },
      { kind: 'categorical', name: 'city', coding, default: null },
    ];
    const text = formatFeatureMeta({
      spec: { features, rawPrecision: 'float32', scaledBy: 'graph' },
      ...{ labelColumn: null, modelVersion: 'v1', modelType: 'din', createdAt: '' },
    });
    expect(text.match(/Oslo/g)).toHaveLength(1);
    expect(parseFeatureMeta(text, null).spec.features).toEqual(features);
    expect(refusal(text.replace('"shares":"city"', '"shares":"town"'))).toBe(
      'feature_meta.json: the sequence "seen" shares the values of "town", which is no category here; there is city.',
    );
  });

  test('what the training data had of a feature comes back, and is no part of the feature', () => {
    const { features } = numericFeatures(['a', 'b']);
    const city: Feature = {
      kind: 'categorical',
      name: 'city',
      coding: { kind: 'hash', buckets: 2 },
      default: null,
    };
    const spec: FeatureSpec = { ...numericFeatures([]), features: [...features, city] };
    const seen = new Map<string, SeenValues>([
      ['a', { missingShare: 0.25, range: { min: -1, max: 2.5 } }],
      ['city', { missingShare: 1, range: null }],
    ]);
    const texts = { labelColumn: '', modelVersion: '', modelType: '', createdAt: '' };
    const text = formatFeatureMeta({ spec, seen, ...texts });
    expect(parseFeatureMeta(text, null)).toMatchObject({ spec, seen });
    expect(text).toContain('"default":0,"seen":{"missing_share":0.25,"min":-1,"max":2.5}}');
    expect(refusal(text.replace('0.25', '25'))).toMatch(/features\.0\.seen\.missing_share/);
  });

  test('the keys of the Python system are there', () => {
    const spec = { ...numericFeatures(['a', 'b']) };
    const texts = { labelColumn: 'label', modelVersion: 'v1', modelType: 'xgb', createdAt: '2026-11-22' };
    expect(JSON.parse(formatFeatureMeta({ spec, ...texts }))).toEqual({
      feature_columns: ['a', 'b'],
      feature_count: 2,
      label_column: 'label',
      model_version: 'v1',
      normalized: false,
      created_at: '2026-11-22',
      model_type: 'xgb',
      scaled_by: 'host',
      category_form: 2,
      missing: DEFAULT_MISSING,
      features: [
        { name: 'a', kind: 'numeric', default: 0 },
        { name: 'b', kind: 'numeric', default: 0 },
      ],
    });
  });

  test('a model without scaling has no scaler file', () => {
    expect(formatFeatureScaler(numericFeatures(['a']))).toBeNull();
  });

  test('the scaler file says what the features say, in the form of the Python system', () => {
    const spec = parse(PYTHON_META, SCALER).spec;
    expect(JSON.parse(formatFeatureScaler(spec) ?? '')).toEqual(SCALER);
    expect(
      JSON.parse(
        formatFeatureMeta({ spec, labelColumn: 'l', modelVersion: 'v', modelType: 'xgb', createdAt: '' }),
      ),
    ).toMatchObject({ normalized: true });
  });

  test('a spec that was read encodes as the one that was written', () => {
    fc.assert(
      fc.property(arbitraryNumericSpec('float32'), fc.float(), (spec, value) => {
        const text = formatFeatureMeta({
          spec,
          labelColumn: '',
          modelVersion: '',
          modelType: '',
          createdAt: '',
        });
        const row = spec.features.map(() => value);
        const read = new RowEncoder(parseFeatureMeta(text, null).spec).encode([row], 'data');
        expect([...read.values]).toEqual([...new RowEncoder(spec).encode([row], 'data').values]);
      }),
    );
  });
});

describe('the form of categories', () => {
  const city = { name: 'city', kind: 'categorical', vocabulary: ['3.0', '3', ' x', 'True', 'NA', 'true'] };
  const meta = { feature_columns: ['city'], features: [city] };
  const rowsOf = (spec: FeatureSpec, values: readonly unknown[]): number[] => [
    ...new RowEncoder(spec).encode(
      values.map(value => [value]),
      'data',
    ).values,
  ];

  test('a package from before is served as it was encoded', () => {
    const { spec } = parse(meta);
    expect(rowsOf(spec, ['3.0', '3', 3, ' x', 'x', 'True', 'NA', 'true', ''])).toEqual([
      1, 2, 2, 3, 0, 4, 5, 6, 0,
    ]);
    expect(() => rowsOf(spec, [true])).toThrow('expected a string or an integer');
  });

  test('a package of now says which form it has, what is missing, and what its categories become', () => {
    const features = [{ ...city, vocabulary: ['3', 'x', 'true'] }];
    const { spec } = parse({ ...meta, features, category_form: 2, category_ids: 'codes', missing: ['-'] });
    expect(spec).toMatchObject({ categoryForm: 2, categoryIds: 'codes', missing: ['-'] });
    expect(rowsOf(spec, ['3.0', 3, ' x', true, 'True', '-', 'NA'])).toEqual([0, 0, 1, 2, 2, NaN, NaN]);
  });

  test('a form that is not known yet is refused', () => {
    expect(() => parse({ ...meta, category_form: 3 })).toThrow(
      /^feature_meta\.json: category_form: expected 1 or 2 \(.+ update the service\), got 3/,
    );
  });
});

test.each([
  ['{"mean_": [1, 2], "scale_": [3, 4]}', 'mean_: expected an object, got a list'],
  ['{"a": {"mean": NaN, "std": 1}}', ' is not valid JSON: it holds NaN where a finite number is wanted'],
  ['{"NaN": 1, "a": {"mean": -Infinity, "std": 1}}', ' is not valid JSON: it holds -Infinity where'],
  ['{"a": {"mean": "x", "std": 1}}', 'a.mean: expected a number, got "x"'],
  ['[]', 'top level: expected an object, got an empty list'],
])('the scaler file %s is refused with the shape that is wanted', (scaler, message) => {
  const meta = JSON.stringify({ feature_columns: ['a'], normalized: true });
  const parse = (): unknown => parseFeatureMeta(meta, scaler);
  expect(parse).toThrow(message);
  expect(parse).toThrow('the shape is {"<feature>": {"mean": 0.1, "std": 0.2}, …}.');
});
