import { EVALUATION } from '../../../testing/evaluated-versions';
import { openElements } from '../../../testing/open-elements';
import { evaluationReport } from './evaluation-report';

const headingsOf = (html: string): string[] =>
  [...html.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(match => match[1]);
const rowOf = (html: string, name: string): string[] => {
  const [, cells = ''] = new RegExp(`<th scope="row">${name}</th>(.*?)</tr>`).exec(html) ?? [];
  return [...cells.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(match => match[1]);
};
const classOf = (html: string, text: string): string | undefined =>
  new RegExp(`<td(?: class="([a-z]*)")?>${text.replace('+', '\\+')}</td>`).exec(html)?.[1];

test('shows what it was given: the verdict first, then the new version beside the current one', () => {
  const html = evaluationReport(EVALUATION);
  expect(headingsOf(html)).toEqual([
    '✗ Not passed',
    'New beside current',
    'ROC curve',
    'Precision and recall',
    'Calibration',
    'Scores by class, new, 20260110_030405',
    'Scores by class, current, 20260102_030405',
    'AUC by city',
    'Drift',
    'Evaluation',
  ]);
  expect(html).toContain('Version 20260110_030405 beside 20260102_030405, evaluated 2026-01-10 04:05 UTC');
  expect(html).toContain(
    '<li>log loss is 1.034 times that of the current version; at most 1.01 is asked</li>',
  );
  expect(rowOf(html, 'AUC')).toEqual([
    '0.83000',
    '0.81000',
    '+0.02000',
    '+0.01200 to +0.02800',
    'at least 0.99 × current',
    '✓ passed',
  ]);
  expect(rowOf(html, 'GAUC').slice(0, 3)).toEqual(['0.70000', '–', '–']);
  expect(openElements(html)).toEqual([]);
});

test('a difference is better or worse only where it is no chance', () => {
  const html = evaluationReport(EVALUATION);
  expect(classOf(html, '+0.02000')).toBe('better');
  expect(classOf(html, '+0.01000')).toBe('worse');
  expect(classOf(html, '+0.00100')).toBeUndefined();
});

test('both curves are in one drawing, the new one first', () => {
  const html = evaluationReport(EVALUATION);
  const roc = /<h2>ROC curve<.*/.exec(html)?.[0] ?? '';
  expect(roc.match(/class="line series-\d"/g)).toEqual(['class="line series-1"', 'class="line series-2"']);
  expect(roc).toMatch(
    /series-1"><\/i>new, 20260110_030405, AUC 0\.\d+<.*series-2"><\/i>current, 20260102_030405, AUC/,
  );
});

test('a first version stands alone, without columns for what is not there', () => {
  const alone = { ...EVALUATION, versions: { candidate: 'v1', current: null }, current: null };
  const html = evaluationReport({
    ...alone,
    metrics: [
      { name: 'AUC', current: null, candidate: 0.83, gate: { asked: 'at least 0.6', isPassed: true } },
    ],
  });
  expect(html).toContain('Version v1, evaluated');
  expect(headingsOf(html)).toContain('New, without a current version');
  expect(rowOf(html, 'AUC')).toEqual(['0.83000', 'at least 0.6', '✓ passed']);
  expect(html).not.toContain('difference: new less current');
});

test('a part in which the difference may be chance is neither better nor worse', () => {
  const [{ by, metric, betterIf, segments }] = EVALUATION.segments ?? [];
  const html = evaluationReport({
    ...EVALUATION,
    segments: [
      {
        ...{ by, metric, betterIf },
        segments: [
          { ...segments[0], candidate: 0.8431, interval: [-0.01, 0.1] },
          { ...segments[1], candidate: 0.8012, interval: [-0.05, -0.01] },
        ],
      },
    ],
  });
  expect(classOf(html, '+0.04310')).toBeUndefined();
  expect(classOf(html, '−0.02880')).toBe('worse');
});

test('parts of the rows stand by what is lost in them', () => {
  const html = /<h2>AUC by city<.*/.exec(evaluationReport(EVALUATION))?.[0] ?? '';
  expect(html.indexOf('south')).toBeLessThan(html.indexOf('north'));
  expect(rowOf(html, 'south')).toEqual(['700', '0.81000', '0.83000', '−0.02000']);
});

test('tasks have a part each, and a model that retrieves its recall; columns without a value are left out', () => {
  const { model, versions, createdAt, facts } = EVALUATION;
  const metrics = [{ name: 'recall@20', current: 0.1, candidate: 0.2 }];
  const byK = [10, 20].map(k => ({ k, recall: k / 100, hitRate: 0, ndcg: 0, coverage: 0 }));
  const html = evaluationReport({
    model,
    versions,
    createdAt,
    facts,
    verdict: { isPassed: true, reasons: [] },
    tasks: [
      { name: 'ctr <b>', metrics, current: { version: 'a', byK }, candidate: { version: 'b', byK } },
      { name: 'gmv', metrics, current: { version: 'a' }, candidate: { version: 'b' } },
    ],
  });
  expect(headingsOf(html)).toEqual([
    '✓ Passed',
    'ctr &lt;b&gt;',
    'New beside current',
    'Recall by k',
    'gmv',
    'New beside current',
    'Evaluation',
  ]);
  expect(html).not.toContain('95 % interval');
  expect(html).not.toContain('asked');
});
