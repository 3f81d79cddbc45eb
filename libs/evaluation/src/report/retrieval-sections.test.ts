import type { RetrievalAtK } from '../retrieval/evaluate-retrieval';
import type { RetrievalFindings, RetrievalMethod } from '../retrieval/retrieval-findings';
import { trainingReport } from './training-report';

const at = (k: number, recall: number, hitRate = recall): RetrievalAtK => ({
  k,
  recall,
  hitRate,
  ndcg: recall / 2,
  coverage: recall / 4,
});

function method(name: string, recalls: readonly number[]): RetrievalMethod {
  return {
    name,
    byK: recalls.map((recall, i) => at([10, 20, 50, 100][i], recall)),
    mrr: recalls[0] / 3,
    byPopularity: [
      { from: 1200, to: 1500, items: 17, count: 80, recall: recalls[1] },
      { from: 3, to: 3, items: 150, count: 20, recall: 0 },
    ],
    byHistoryLength: [{ from: 20, to: 49, count: 100, recall: recalls[1] }],
  };
}

const FINDINGS: RetrievalFindings = {
  methods: [method('two_tower', [0.2, 0.4, 0.6, 0.8]), method('popularity', [0.05, 0.1, 0.2, 0.3])],
  k: 20,
  queries: 943,
  items: 1682,
  excludedTargets: 0,
};

const htmlOf = (retrieval: RetrievalFindings): string =>
  trainingReport({
    model: 'two_tower',
    version: 'v1',
    createdAt: '2026-01-02T03:04:05Z',
    facts: [],
    retrieval,
  });
const headingsOf = (html: string): string[] => [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(match => match[1]);
const rowOf = (html: string, name: string): string[] => {
  const [, cells = ''] = new RegExp(`<th scope="row">${name}</th>(.*?)</tr>`).exec(html) ?? [];
  return [...cells.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(match => match[1].replaceAll(/<[^>]*>/g, ''));
};

test('shows every metric of the model beside those of the baselines', () => {
  const html = htmlOf(FINDINGS);
  expect(headingsOf(html)).toEqual([
    'Retrieval',
    'Recall by k',
    'Recall@20 by popularity of the target',
    'Recall@20 by length of the history',
    'Run',
  ]);
  expect(html).toContain('<th scope="col">two_tower</th><th scope="col">popularity</th>');
  expect(rowOf(html, 'recall@20')).toEqual(['0.40000', '0.10000']);
  expect(rowOf(html, 'NDCG@50')).toEqual(['0.30000', '0.10000']);
  expect(rowOf(html, 'coverage@100')).toEqual(['0.20000', '0.07500']);
  expect(rowOf(html, 'MRR')).toEqual(['0.06667', '0.01667']);
  expect(html).toContain('943 queries, each ranking 1,682 items.</p>');
});

test('the hit rate has rows of its own only where it differs from recall', () => {
  expect(htmlOf(FINDINGS)).not.toContain('hit rate');
  const [model, baseline] = FINDINGS.methods;
  const html = htmlOf({
    ...FINDINGS,
    methods: [
      { ...model, byK: [at(10, 0.2, 0.7)] },
      { ...baseline, byK: [at(10, 0.1)] },
    ],
  });
  expect(rowOf(html, 'hit rate@10')).toEqual(['0.70000', '0.10000']);
});

test('says how many targets nothing could find', () => {
  expect(htmlOf({ ...FINDINGS, excludedTargets: 12 })).toContain(
    ' 12 targets are left out with what the user has had, and count as missed.',
  );
});

test('recall by k is a line for each method, over an axis that keeps small k apart', () => {
  const html = htmlOf(FINDINGS);
  const xOf = (series: number) =>
    [...html.matchAll(new RegExp(`class="dot series-${series}" cx="([\\d.]+)"`, 'g'))].map(([, x]) =>
      Number(x),
    );
  expect(xOf(1)).toHaveLength(4);
  expect(xOf(2)).toEqual(xOf(1));
  const [ten, twenty, fifty, hundred] = xOf(1);
  expect(twenty - ten).toBeCloseTo(hundred - fifty, 0);
});

test('parts are bars in the colour of the method, the largest recall in full', () => {
  const html = htmlOf(FINDINGS);
  expect(rowOf(html, '1,200 to 1,500')).toEqual(['17', '80', '0.400', '0.100']);
  expect(rowOf(html, '3')).toEqual(['150', '20', '0.000', '0.000']);
  expect(rowOf(html, '20 to 49')).toEqual(['100', '0.400', '0.100']);
  const bars = [...html.matchAll(/class="bar (series-\d)" style="width:([\d.]+)%"/g)];
  expect(bars.map(([, series, width]) => `${series} ${width}`)).toEqual([
    'series-1 100.0',
    'series-2 25.0',
    'series-1 0.0',
    'series-2 0.0',
    'series-1 100.0',
    'series-2 25.0',
  ]);
});

test('a model without histories, one k and a recall of nothing are shown without a number that is none', () => {
  const [model] = FINDINGS.methods;
  const { name, mrr } = model;
  const html = htmlOf({
    ...FINDINGS,
    methods: [
      { name, mrr, byK: [at(1, 0)], byPopularity: [{ from: 0, to: 0, items: 1, count: 1, recall: 0 }] },
    ],
  });
  expect(headingsOf(html)).not.toContain('Recall@20 by length of the history');
  expect(html).not.toMatch(/NaN|Infinity|undefined/);
});

test('every element that is opened is closed, and names appear as text', () => {
  const [model, baseline] = FINDINGS.methods;
  const html = htmlOf({ ...FINDINGS, methods: [model, { ...baseline, name: '<b>kNN' }] });
  expect(html).not.toContain('<b>');
  const open: string[] = [];
  for (const [tag, slash, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (tag.endsWith('/>') || name === 'meta') continue;
    if (slash === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});
