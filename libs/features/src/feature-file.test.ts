import { BadFeatureFile } from './errors';
import { parseFeatureFile } from './feature-file';
import { numericFeatures } from './feature-spec';

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
    spec: {
      rawPrecision: 'float32',
      scaledBy: 'host',
      features: [
        { kind: 'numeric', name: 'age', default: 0 },
        { kind: 'numeric', name: 'price', default: 'missing', clip: { min: 0 } },
        { kind: 'numeric', name: 'ctr', default: 0.1, clip: { min: 0, max: 1 } },
      ],
    },
  });
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
  [{ features: ['a', { name: 'b', default: 'mean' }] }, 'features.1.default: '],
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
