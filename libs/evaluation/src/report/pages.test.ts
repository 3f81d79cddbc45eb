/** @needs chromium */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EVALUATION, VERSIONS } from '../../testing/evaluated-versions';
import { reportBrowser } from '../../testing/report-browser';
import { TUNING } from '../../testing/tuned-trials';
import { calibrationTable } from '../probabilities/calibration-table';
import { evaluationReport } from './comparison/evaluation-report';
import { trainingReport } from './training-report';
import { tuningReport } from './tuning/tuning-report';
import { versionsPage } from './versions/versions-page';

const browser = reportBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'reckit-pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

function look(name: string, html: string): ReturnType<typeof browser.look> {
  const file = path.join(folder, `${name}.html`);
  writeFileSync(file, html);
  return browser.look(file, name);
}

test('the report of an evaluation can be read', async () => {
  const { faults, drawings } = await look('evaluation', evaluationReport(EVALUATION));
  expect(faults).toEqual([]);
  expect(drawings).toEqual([
    'ROC curve',
    'Precision and recall',
    'Calibration',
    'Scores by class, new, 20260110_030405',
    'Scores by class, current, 20260102_030405',
    'Bins of user_age',
    'Bins of city',
  ]);
});

test('the page of all versions can be read', async () => {
  const { faults, drawings } = await look('versions', versionsPage(VERSIONS));
  expect(faults).toEqual([]);
  expect(drawings).toEqual(['AUC of deepfm', 'log loss of deepfm', 'GAUC of deepfm']);
});

test('the page of a tuning can be read', async () => {
  const { faults, drawings } = await look('tuning', tuningReport(TUNING));
  expect(faults).toEqual([]);
  expect(drawings).toEqual(['auc by budget', 'auc by --lr', 'auc by --dropout', 'auc by --deep-layers']);
});

test('what is huge, tiny, long or alone is drawn within its card', async () => {
  const name = 'a_feature_of_a_name_that_is_longer_than_a_line_of_a_phone_has_room_for';
  const values = (scale: number) => Array.from({ length: 300 }, (_, i) => scale / (i + 1));
  const rows = Array.from({ length: 400 }, (_, row) => row);
  const { faults } = await look(
    'extremes',
    trainingReport({
      model: name,
      version: 'v1',
      createdAt: '2026-01-02T03:04:05Z',
      facts: [{ name, value: name.repeat(3) }],
      metrics: [{ name, validation: 1e-9, training: 123_456_789.123, constant: null }],
      curves: [4e9, 0.004, 3e-7, -25_000].map(scale => ({
        metric: `${scale} at most`,
        step: 'round',
        series: [{ name, values: values(scale) }],
        best: { step: 150, series: name },
      })),
      calibration: calibrationTable(
        rows.map(row => (row % 40 === 0 ? 1 : 0)),
        rows.map(row => 1e-5 * 1.02 ** row),
        10,
        'quantile',
      ),
      amounts: [{ meanPredicted: 12_345_678, meanActual: 98_765_432, count: 3 }],
      importance: [{ name, gain: 1e7, weight: 1e6, cover: 0.001 }],
      permutation: {
        rows: 500,
        measures: ['ctr log loss', 'watch_time MAE', 'gmv MAE'].map(measure => ({
          name: measure,
          worseIf: 'more',
          whole: 12_345.678,
        })),
        features: [{ name, harm: [1e-6, 123_456.7, -1] }],
      },
      neighbours: [{ id: name, count: 1, neighbours: [{ id: name, similarity: 0.5 }] }],
    }),
  );
  expect(faults).toEqual([]);
});
