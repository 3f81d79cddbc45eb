import { openElements } from '../../../testing/open-elements';
import { TUNING } from '../../../testing/tuned-trials';
import { tuningReport } from './tuning-report';

const html = tuningReport(TUNING);
const partOf = (title: string): string =>
  new RegExp(`<h2>${title}</h2>.*?</(?:figure|section)>`, 's').exec(html)?.[0] ?? '';

test('the page has what was won, how all trials fared, and nothing that is not closed', () => {
  expect([...html.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(match => match[1])).toEqual([
    'The best',
    'Train it again',
    'auc by budget',
    'auc by --lr',
    'auc by --dropout',
    'auc by --deep-layers',
    'Trials',
    'Run',
  ]);
  expect(openElements(html)).toEqual([]);
  expect(html).not.toMatch(/NaN|undefined/);
});

test('the best is shown beside what was there before, with the command that trains it again', () => {
  expect(partOf('The best')).toContain('<th scope="row">auc before</th><td>0.72206</td>');
  expect(partOf('Train it again')).toContain('--where &#39;dt &gt;= 20260101&#39; --lr 0.00155');
});

test('each trial has a line over its budgets, and a dot by each setting that it has', () => {
  const trained = TUNING.trials.filter(({ measured }) => measured.length > 0);
  expect(partOf('auc by budget').match(/<path class="line series/g)).toHaveLength(trained.length);
  expect(partOf('auc by budget')).toContain('<title>trial 10, 50 epochs: ');
  expect(partOf('auc by --lr').match(/<circle /g)).toHaveLength(trained.length - 1);
  expect(partOf('auc by --deep-layers')).toContain('<title>trial 10, 256,128,64, 50 epochs: ');
});

test('the table has every trial, with the reason of the one that failed', () => {
  const rows = partOf('Trials').match(/<tr><th scope="row">/g) ?? [];
  expect(rows).toHaveLength(TUNING.trials.length);
  expect(partOf('Trials')).toContain('lower --lr, or set --clip-norm.');
  expect(partOf('Trials').match(/>best</g)).toHaveLength(1);
});

test('where the training as it was is the best, one trial is both', () => {
  const same = tuningReport({ ...TUNING, winner: '1' });
  expect(same).toContain('<span class="chip production">best</span> <span class="chip">before</span>');
});

test('a tuning with one budget and one trial can be drawn', () => {
  const [first] = TUNING.trials;
  const one = tuningReport({
    ...TUNING,
    budgets: [50],
    trials: [{ ...first, measured: [{ budget: 50, value: 0.7 }] }],
    winner: '1',
  });
  expect(one).not.toMatch(/NaN|undefined|Infinity/);
  expect(openElements(one)).toEqual([]);
});
