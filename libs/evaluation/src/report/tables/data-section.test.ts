import { dataSection } from './data-section';

const AGE = { name: 'age', missingShare: 0.125, mean: 34.5, std: 9, min: 18, median: 33, max: 91 };
const CITY = { name: 'city', missingShare: 0, distinct: 12, mostFrequent: 'Jinan' };
const cellsOf = (html: string): string[][] =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell.replace(/<[^>]*>/g, '')),
  );

test('shows what each feature is like, without the columns that none has', () => {
  expect(cellsOf(dataSection({ features: [AGE, CITY] }))).toEqual([
    ['feature', 'missing', 'mean', 'deviation', 'least', 'median', 'greatest', 'values', 'most frequent'],
    ['age', '12.5 %', '34.5', '9', '18', '33', '91', '', ''],
    ['city', '0 %', '', '', '', '', '', '12', 'Jinan'],
  ]);
  expect(cellsOf(dataSection({ features: [CITY] }))[0]).toEqual([
    'feature',
    'missing',
    'values',
    'most frequent',
  ]);
});

test('shows what was found, or that nothing was, and no word of it where nobody looked', () => {
  const findings = [
    { check: 'leak', column: '<b>', message: 'tells the label apart' },
    { check: 'duplicates', message: '12 % of the rows' },
  ];
  expect(cellsOf(dataSection({ findings, features: [] })).slice(1)).toEqual([
    ['leak', '&lt;b&gt;', 'tells the label apart'],
    ['duplicates', 'all rows', '12 % of the rows'],
  ]);
  expect(dataSection({ findings: [], features: [AGE] })).toContain('found nothing to note');
  expect(dataSection({ features: [AGE] })).not.toContain('checks');
});

test('of very many features the first are shown, and how many are not', () => {
  const features = Array.from({ length: 250 }, (_, i) => ({ name: `f${i}`, missingShare: 0 }));
  const html = dataSection({ features });
  expect(cellsOf(html)).toHaveLength(201);
  expect(html).toContain('50 further features are not shown.');
});
