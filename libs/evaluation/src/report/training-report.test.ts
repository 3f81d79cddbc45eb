import fc from 'fast-check';
import type { TrainingReport } from './training-report';
import { trainingReport } from './training-report';

const FULL: TrainingReport = {
  model: 'xgb',
  version: '20260102_030405',
  createdAt: '2026-01-02T03:04:05Z',
  facts: [
    { name: 'training rows', value: 123456 },
    { name: 'data', value: 'data/train_data.csv' },
  ],
  metrics: [
    { name: 'AUC', validation: 0.87654, training: 0.91234 },
    { name: 'GAUC', validation: null },
  ],
  curves: [
    {
      metric: 'log loss',
      step: 'boosting round',
      series: [
        { name: 'training', values: [0.6, 0.4, 0.3, 0.2] },
        { name: 'validation', values: [0.62, 0.45, 0.41, 0.43] },
      ],
      best: { step: 3, series: 'validation' },
    },
  ],
  roc: { falsePositiveRate: [0, 0.25, 1], truePositiveRate: [0, 0.75, 1], auc: 0.87654 },
  calibration: [
    { meanScore: 0.1, positiveRate: 0.15, count: 90 },
    { meanScore: 0.8, positiveRate: 0.7, count: 10 },
  ],
  precisionRecall: { recall: [0.5, 1], precision: [1, 0.25], baseRate: 0.1, averagePrecision: 0.625 },
  scores: { edges: [0, 0.5, 1], positives: [1, 3], negatives: [8, 2] },
  confusion: {
    threshold: 0.4321,
    truePositives: 8,
    falsePositives: 2,
    falseNegatives: 2,
    trueNegatives: 88,
  },
  importance: [
    { name: 'user_age', gain: 2.5, weight: 10, cover: 40 },
    { name: 'item_ctr', gain: 10, weight: 20, cover: 80 },
  ],
  permutation: {
    rows: 200,
    measures: [{ name: 'log loss', worseIf: 'more', whole: 0.3 }],
    features: [
      { name: 'user_age', harm: [-0.001] },
      { name: 'item_ctr', harm: [0.21] },
    ],
  },
  drift: {
    reference: 'training part',
    current: 'rows served',
    features: [
      {
        name: 'user_age',
        psi: 0.3,
        bins: [
          { label: 'below 30', reference: 0.5, current: 0.25 },
          { label: 'missing', reference: 0.5, current: 0.75 },
        ],
      },
      { name: 'item_ctr', psi: 0.01, bins: [] },
    ],
  },
  neighbours: [
    {
      id: 'tea',
      count: 1234,
      neighbours: [
        { id: 'cup', similarity: 0.987 },
        { id: 'pot', similarity: 0.5 },
      ],
    },
  ],
};

const headingsOf = (html: string): string[] => [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(match => match[1]);

test('shows what it was given', () => {
  const html = trainingReport(FULL);
  expect(headingsOf(html)).toEqual([
    'Metrics',
    'Log loss by boosting round',
    'ROC curve',
    'Precision and recall',
    'Calibration',
    'Scores by class',
    'Confusion',
    'Importance by permutation',
    'Feature importance',
    'Drift',
    'Nearest to the most frequent',
    'Run',
  ]);
  for (const text of [
    '<h1>xgb</h1>',
    '20260102_030405',
    '123,456',
    'data/train_data.csv',
    '0.87654',
    '0.91234',
    'best 0.41 at 3',
    'model, AUC 0.87654',
    'tea <span class="amount">1,234</span>',
    'cup <span class="amount">0.99</span>, pot <span class="amount">0.50</span>',
  ]) {
    expect(html).toContain(text);
  }
});

test('the confusion says at which threshold, why there, and what it comes to', () => {
  const html = trainingReport(FULL);
  expect(html).toContain('At the threshold 0.4321: rows with this score or more are called 1.');
  expect(html).toContain('the greatest F1 on these rows');
  expect(html).toContain('<td class="right">8 (80.0 %)</td><td class="wrong">2 (20.0 %)</td>');
  expect(html).toContain('<td class="wrong">2 (2.2 %)</td><td class="right">88 (97.8 %)</td>');
  for (const measure of ['precision', 'recall', 'F1']) {
    expect(html).toContain(`<th scope="row">${measure}</th><td>0.80000</td>`);
  }
  expect(html).toContain('<th scope="row">accuracy</th><td>0.96000</td>');
});

test('the threshold is marked on the curves and on the scores', () => {
  const html = trainingReport(FULL);
  const titles = [...html.matchAll(/<circle [^>]*><title>(threshold [^<]*)<\/title>/g)];
  expect(titles.map(([, title]) => title)).toEqual(['threshold 0.432', 'threshold 0.432']);
  expect(html).toContain('>threshold 0.432</text>');
});

test('what the model loses without a feature stands by how much that is, with what it was measured on', () => {
  const html = /<h2>Importance by permutation<.*/.exec(trainingReport(FULL))?.[0] ?? '';
  expect(html.indexOf('item_ctr')).toBeLessThan(html.indexOf('user_age'));
  expect(html).toContain('<th scope="col">rise of log loss</th>');
  expect(html).toContain('<span class="amount">−0.001</span>');
  expect(html).toContain('measured on 200 rows, on which they have log loss 0.30000 as it is.');
});

test('drift says how much it is, and draws the bins of the features that have some', () => {
  const html = /<h2>Drift<.*/.exec(trainingReport(FULL))?.[0] ?? '';
  expect(html).toMatch(/user_age.*0\.300.*differs much.*item_ctr.*0\.010.*alike/);
  expect(html).toContain('aria-label="Bins of user_age"');
  expect(html).not.toContain('aria-label="Bins of item_ctr"');
  expect(html).toContain('<th scope="row">missing</th><td>50.0 %</td><td>75.0 %</td>');
  expect(html).toContain('The values of each feature in the training part, beside those in the rows served.');
});

test('features stand by falling gain, the bar of the first in full', () => {
  const html = /<h2>Feature importance<.*/.exec(trainingReport(FULL))?.[0] ?? '';
  expect(html.indexOf('item_ctr')).toBeLessThan(html.indexOf('user_age'));
  expect([...html.matchAll(/style="width:([\d.]+)%"/g)].map(match => Number(match[1]))).toEqual([
    100, 100, 100, 25, 50, 50,
  ]);
});

test('of many features the first thirty are shown and the others counted', () => {
  const importance = Array.from({ length: 45 }, (_, i) => ({ name: `feature_${i}`, weight: i }));
  const html = trainingReport({ ...FULL, importance });
  expect(html.match(/<th scope="row">feature_/g)).toHaveLength(30);
  expect(html).toContain('15 features of less weight are not shown.');
  expect(html).not.toContain('<th scope="col">gain</th>');
});

test('sections without data are left out', () => {
  const { model, version, createdAt, facts } = FULL;
  expect(headingsOf(trainingReport({ model, version, createdAt, facts }))).toEqual(['Run']);
  expect(
    headingsOf(
      trainingReport({
        ...FULL,
        metrics: [],
        calibration: [],
        importance: [],
        curves: [],
        neighbours: [],
        permutation: undefined,
        drift: undefined,
        confusion: undefined,
      } as TrainingReport),
    ),
  ).toEqual(['ROC curve', 'Precision and recall', 'Scores by class', 'Run']);
});

test('of a rare event the axes span what there is', () => {
  const calibration = Array.from({ length: 10 }, (_, i) => ({
    meanScore: 0.0002 * 2 ** i,
    positiveRate: i === 0 ? 0 : 0.0003 * 2 ** i,
    count: 4000,
  }));
  const html = trainingReport({
    ...FULL,
    roc: undefined,
    precisionRecall: undefined,
    scores: undefined,
    calibration,
  } as TrainingReport);
  const heights = [...html.matchAll(/<circle [^>]*cy="([\d.]+)" r="6"/g)].map(([, cy]) => Number(cy));
  expect(heights).toHaveLength(10);
  // Bins whose rate doubles lie as far apart everywhere, and together fill most of the height.
  expect(heights[1] - heights[9]).toBeGreaterThan(115);
  expect(heights[1] - heights[2]).toBeCloseTo(heights[8] - heights[9], 0);
  expect(html).not.toMatch(/NaN|Infinity/);
});

test('each task has its name, its metrics beside those of the constant, and its figures', () => {
  const { model, version, createdAt, facts, roc } = FULL;
  const html = trainingReport({
    model,
    version,
    createdAt,
    facts,
    tasks: [
      {
        name: 'ctr <b>',
        metrics: [{ name: 'log loss', validation: 0.2, constant: 0.3 }],
        ...(roc && { roc }),
      },
      {
        name: 'gmv',
        amounts: [
          { meanPredicted: 1, meanActual: 2, count: 5 },
          { meanPredicted: 30, meanActual: 28, count: 5 },
        ],
        residuals: [{ quantile: 0.5, residual: -1.5 }],
      },
    ],
  });
  expect([...html.matchAll(/<h2(?: class="task")?>(.*?)<\/h2>/g)].map(([, title]) => title)).toEqual([
    'ctr &lt;b&gt;',
    'Metrics',
    'ROC curve',
    'gmv',
    'Predicted and actual amounts',
    'Predicted less actual',
    'All tasks',
    'Run',
  ]);
  expect(html).toContain('<th scope="col">validation</th><th scope="col">constant</th>');
  expect(html).toContain('<td>0.20000</td><td>0.30000</td>');
  expect(html).toContain('50 % of rows at most</th><td>−1.5</td>');
});

test('a training column appears only if some metric has one', () => {
  const sectionOf = (html: string) => /<h2>Metrics<.*/.exec(html)?.[0];
  expect(sectionOf(trainingReport(FULL))).toContain('<th scope="col">training</th>');
  const html = trainingReport({ ...FULL, metrics: [{ name: 'AUC', validation: 0.5 }] });
  expect(sectionOf(html)).not.toContain('<th scope="col">training</th>');
});

test('curves with gaps, of one step, of none or without change are drawn without a number that is none', () => {
  const values = [[0.5, NaN, 0.4, Infinity, 0.3], [0.5], [], [0.2, 0.2, 0.2], [1e-9, 2e-9], [-3, 4]];
  for (const series of values) {
    const html = trainingReport({
      ...FULL,
      curves: [{ metric: 'loss', step: 'epoch', series: [{ name: 'training', values: series }] }],
    });
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test('what is said of the best step stands away from its point, high or low', () => {
  const noteOf = (values: readonly number[], step: number) => {
    const html = trainingReport({
      ...FULL,
      curves: [{ metric: 'm', step: 'epoch', series: [{ name: 'v', values }], best: { step, series: 'v' } }],
    });
    return Number(/<text class="note" x="[\d.]+" y="([\d.]+)"[^>]*>best /.exec(html)?.[1]);
  };
  const [ofLowest, ofHighest] = [noteOf([0.9, 0.5, 0.1, 0.2], 3), noteOf([0.1, 0.5, 0.9, 0.8], 3)];
  expect(ofHighest - ofLowest).toBeGreaterThan(150);
});

test('a long curve is thinned but keeps its end', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => 1 / (i + 1));
  const html = trainingReport({
    ...FULL,
    curves: [{ metric: 'loss', step: 'round', series: [{ name: 'training', values }] }],
  });
  const path = /<path class="line series-1" d="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(path.split('L').length).toBeLessThanOrEqual(401);
  expect(html).toContain('>10,000</text>');
});

test('a curve that was looked at between whole steps has its values where they belong', () => {
  const curve = { metric: 'loss', step: 'epoch', positions: [0.25, 0.5, 1] };
  const page = trainingReport({
    ...FULL,
    curves: [
      {
        ...curve,
        series: [{ name: 'validation', values: [0.6, 0.4, 0.5] }],
        best: { step: 0.5, series: 'validation' },
      },
    ],
  });
  expect(page).toContain('best 0.4 at 0.5');
  expect(page).toMatch(/<th scope="row">0\.25<\/th><td[^>]*>0\.6\d*<\/td>/);
  expect(page).toMatch(/<th scope="row">1<\/th><td[^>]*>0\.5\d*<\/td>/);
});

test('reliability before and after stands in one figure', () => {
  const page = trainingReport({
    ...FULL,
    uncalibrated: [{ meanScore: 0.9, positiveRate: 0.7, count: 10 }],
  });
  expect(page).toContain('calibrated, each half of the rows by what the other says');
  expect(page).toContain('>before, 1<');
  expect(trainingReport(FULL)).not.toContain('>before, 1<');
});

test('of several seeds each metric has mean and deviation, and the first ten their values', () => {
  const seeds = Array.from({ length: 12 }, (_, i) => 42 + i);
  const values = seeds.map(seed => (seed === 43 ? null : 0.7));
  const page = trainingReport({
    ...FULL,
    seeds: { seeds, metrics: [{ name: 'AUC', values, mean: 0.7, deviation: 0.0123 }] },
  });
  expect(page).toContain('12 trainings on the same rows; the version is that of seed 42');
  expect(page).toContain('seed 51');
  expect(page).not.toContain('seed 52');
  expect(page).toMatch(/<th scope="row">AUC<\/th><td[^>]*>0\.7\d*<\/td><td[^>]*>0\.0123\d*<\/td>/);
});

test('needs nothing from anywhere', () => {
  const html = trainingReport(FULL);
  expect(html).not.toMatch(/https?:|\b(src|href)\s*=|url\(|@import|<script|<link|<img/i);
});

test('any text given appears as text, never as markup', () =>
  fc.assert(
    fc.property(fc.string(), word => {
      const text = `<b onload="x('${word}')">&`;
      const html = trainingReport({
        ...FULL,
        model: text,
        version: text,
        createdAt: text,
        facts: [{ name: text, value: text }],
        metrics: [{ name: text, validation: 1 }],
        curves: [{ metric: text, step: text, series: [{ name: text, values: [1, 2] }] }],
        importance: [{ name: text, gain: 1 }],
        permutation: {
          rows: 1,
          measures: [{ name: text, worseIf: 'more', whole: 1 }],
          features: [{ name: text, harm: [1] }],
        },
        drift: {
          reference: text,
          current: text,
          features: [{ name: text, psi: 1, bins: [{ label: text, reference: 1, current: 1 }] }],
        },
        neighbours: [{ id: text, count: 1, neighbours: [{ id: text, similarity: 1 }] }],
      });
      expect(html).not.toContain('<b ');
      expect(html).not.toContain('onload="');
      expect(html).toContain('&lt;b onload=&quot;x(&#39;');
    }),
    { numRuns: 50 },
  ));

test('every element that is opened is closed', () => {
  const open: string[] = [];
  for (const [tag, slash, name] of trainingReport(FULL).matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (tag.endsWith('/>') || name === 'meta') continue;
    if (slash === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});
