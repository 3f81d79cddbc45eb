import type { Feature, SeenValues } from '@reckit/features';
import { featureFacts } from './feature-facts';
import { featureTable } from './feature-table';

const FEATURES: readonly Feature[] = [
  { kind: 'numeric', name: 'age', default: 30.5, clip: { min: 0, max: 120 } },
  { kind: 'numeric', name: 'ctr', default: 'missing' },
  { kind: 'numeric', name: 'price', default: 0, scaling: { mean: 12.3456, std: 2 } },
  { kind: 'numeric', name: 'amount', default: 0, log: true, scaling: { mean: 3, std: 1 } },
  { kind: 'numeric', name: 'shop', default: 0, categories: ['a', 'b'] },
  {
    kind: 'categorical',
    name: 'city',
    coding: { kind: 'vocabulary', minCount: 1, values: ['Oslo', 'Rome', 'Bonn'] },
    default: 'Rome',
  },
  { kind: 'categorical', name: 'item', coding: { kind: 'hash', buckets: 10 }, default: null },
  {
    kind: 'sequence',
    name: 'history',
    coding: { kind: 'vocabulary', minCount: 1, values: ['a', 'b'] },
    maxLength: 5,
    pooling: 'mean',
    separator: '|',
  },
];
const SEEN = new Map<string, SeenValues>([
  ['age', { missingShare: 0.02345, range: { min: 18, max: 59.123456 } }],
  ['ctr', { missingShare: 1, range: null }],
  ['city', { missingShare: 0, range: null }],
]);

test('what is told of each feature', () => {
  const told = featureFacts(FEATURES, SEEN).map(({ name, ...facts }) => [name, ...Object.values(facts)]);
  expect(told).toEqual([
    ['age', 'number', '30.5', '18 to 59.12, cut at 0 from below, cut at 120 from above', '2.3 %'],
    ['ctr', 'number', 'missing, which the trees know', null, '100 %'],
    ['price', 'number', '0', 'mean 12.35, deviation 2', null],
    ['amount', 'number', '0', null, null],
    ['shop', 'category or its code', '0', '2 categories', null],
    ['city', 'category', 'Rome', '3 known values', '0 %'],
    ['item', 'category', 'unknown', 'any value, in 10 buckets', null],
    ['history', 'list of categories, of which the last 5 count', 'empty', '2 known values', null],
  ]);
});

test('a table has a line a feature', () => {
  expect(featureTable('Features', featureFacts(FEATURES.slice(1, 2), SEEN))).toBe(
    [
      '### Features',
      '',
      '| Feature | Kind | Default | Range | Missing in training |',
      '| --- | --- | --- | --- | ---: |',
      '| ctr | number | missing, which the trees know | – | 100 % |',
      '',
    ].join('\n'),
  );
});

test('a long table is folded', () => {
  const [facts] = featureFacts(FEATURES, SEEN);
  const table = featureTable(
    'Features',
    Array.from({ length: 31 }, () => facts),
  );
  expect(table).toContain('<summary>31 features</summary>');
  expect(table.match(/^\| age /gm)).toHaveLength(31);
});

test('a name means itself, whatever Markdown and HTML would make of it', () => {
  const [facts] = featureFacts([{ kind: 'numeric', name: '<b>|a\n`*_&amp;', default: 0 }], new Map());
  const line = featureTable('Features', [facts]).split('\n')[4];
  const [, cell] = line.split(' | ').join('|').split('|');
  const shown = cell.trim().replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  expect(shown).toBe('<b>|a `*_&amp;');
  expect(cell).not.toMatch(/[<>`*_]/);
});
