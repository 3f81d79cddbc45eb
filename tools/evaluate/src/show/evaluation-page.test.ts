import { DEFAULT_GATE } from '../gate/gate';
import { evaluationInMarkdown } from './evaluation-in-markdown';
import { evaluationPage } from './evaluation-page';
import type { Evaluation } from './evaluation';

const auc = (task: string, current: number | null, challenger: number) => ({
  ...{ task, metric: 'auc', better: 'higher' as const, current, challenger },
  interval: null,
});
const EVALUATION: Evaluation = {
  model: 'mmoe',
  version: 'v2',
  currentVersion: 'v1',
  data: { path: 'day|1_<b>.csv', sha256: 'ab', rows: 1_200 },
  metrics: [auc('ctr', 0.8, 0.7), auc('cvr', 0.6, 0.65)],
  segments: [
    { column: 'city', value: 'Oslo', rows: 700, metrics: [auc('ctr', 0.8, 0.9), auc('cvr', 0.6, 0.6)] },
    { column: 'city', value: null, rows: 500, metrics: [auc('ctr', 0.8, 0.5), auc('cvr', 0.6, 0.7)] },
  ],
  gate: { gate: DEFAULT_GATE, file: null },
  decision: { kind: 'refused', reasons: ['ctr_auc 0.7 is not at least 0.99 times the current 0.8'] },
  notes: ['Look here.'],
  evaluatedAt: '2026-11-30T00:00:00.000Z',
};
const DRAWN = ['ctr', 'cvr'].map(task => ({ task, challenger: {}, current: {} }));

const headingsOf = (html: string): string[] =>
  [...html.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(match => match[1]);

test('a page has the verdict, each task, and each task by each column', () => {
  const html = evaluationPage(EVALUATION, { drawn: DRAWN });
  expect(headingsOf(html)).toEqual([
    '✗ Not passed',
    'ctr',
    'New beside current',
    'cvr',
    'New beside current',
    'ctr_auc by city',
    'cvr_auc by city',
    'Evaluation',
  ]);
  expect(html).toContain(
    '<li>ctr_auc 0.7 is not at least 0.99 times the current 0.8</li><li>Look here.</li>',
  );
  expect(html).toMatch(/at least 0\.99 × current<\/td><td class="worse">✗ not passed/);
  expect(html).toMatch(/\(none\)<\/th><td>500<\/td><td>0\.50000<\/td><td>0\.80000<\/td>/);
});

test('Markdown shows names as they are, and where the version loses most first', () => {
  expect(evaluationInMarkdown(EVALUATION).split('\n')).toEqual([
    '**mmoe v2** beside v1: ❌ not passed',
    '',
    '- ctr\\_auc 0.7 is not at least 0.99 times the current 0.8',
    '- Look here.',
    '',
    '| metric | v1 | v2 | difference | interval | asked |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    '| ctr\\_auc | 0.80000 | 0.70000 | -0.100 |  | at least 0.99 × current ✗ |',
    '| cvr\\_auc | 0.60000 | 0.65000 | +0.0500 |  | at least 0.99 × current ✓ |',
    '',
    '| segment | rows | metric | v1 | v2 | difference | interval |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| city = (none) | 500 | ctr\\_auc | 0.80000 | 0.50000 | -0.300 |  |',
    '| city = Oslo | 700 | ctr\\_auc | 0.80000 | 0.90000 | +0.100 |  |',
    '| city = Oslo | 700 | cvr\\_auc | 0.60000 | 0.60000 | +0.00 |  |',
    '| city = (none) | 500 | cvr\\_auc | 0.60000 | 0.70000 | +0.100 |  |',
    '',
    '1,200 rows of day\\|1\\_\\<b\\>.csv',
  ]);
});

test('a first version stands alone', () => {
  const alone = {
    ...EVALUATION,
    currentVersion: null,
    metrics: [{ ...auc('ctr', null, 0.7), task: null }],
    segments: [],
    decision: { kind: 'passed' as const },
  };
  const html = evaluationPage(alone, { drawn: [{ task: null, challenger: {}, current: null }] });
  expect(headingsOf(html)).toEqual(['✓ Passed', 'New, without a current version', 'Evaluation']);
  expect(evaluationInMarkdown(alone)).toContain(
    '| metric | v2 | asked |\n| --- | ---: | ---: |\n| auc | 0.70000 |  |',
  );
});
