import {
  auc,
  calibrationTable,
  precisionRecallCurve,
  rocCurve,
  scoreHistogram,
  type EvaluationReport,
  type VersionsPage,
} from '../src';

const ROWS = 2_000;

/** Scores of a version that knows labels so well, on rows that are the same for all. */
function curvesOf(version: string, knowledge: number): NonNullable<EvaluationReport['candidate']> {
  const labels = Array.from({ length: ROWS }, (_, row) => (row % 4 === 0 ? 1 : 0));
  const scores = labels.map((label, row) => {
    const noise = ((row * 7919) % ROWS) / ROWS;
    return Math.min(0.99, Math.max(0.01, 0.25 + knowledge * (label - 0.25) + 0.6 * (noise - 0.5)));
  });
  const roc = rocCurve(labels, scores);
  const precisionRecall = precisionRecallCurve(labels, scores);
  return {
    version,
    ...(roc && { roc: { ...roc, auc: auc(labels, scores) ?? 0 } }),
    ...(precisionRecall && { precisionRecall }),
    calibration: calibrationTable(labels, scores, 10, 'quantile'),
    scores: scoreHistogram(labels, scores),
  };
}

/** An evaluation that has all there can be. */
export const EVALUATION: EvaluationReport = {
  model: 'deepfm',
  versions: { candidate: '20260110_030405', current: '20260102_030405' },
  createdAt: '2026-01-10T04:05:06Z',
  facts: [
    { name: 'Data', value: 'data/train_data.csv' },
    { name: 'Rows', value: ROWS },
  ],
  verdict: {
    isPassed: false,
    reasons: ['log loss is 1.034 times that of the current version; at most 1.01 is asked'],
  },
  metrics: [
    {
      name: 'AUC',
      current: 0.81,
      candidate: 0.83,
      interval: [0.012, 0.028],
      betterIf: 'more',
      gate: { asked: 'at least 0.99 × current', isPassed: true },
    },
    {
      name: 'log loss',
      current: 0.29,
      candidate: 0.3,
      interval: [0.004, 0.016],
      betterIf: 'less',
      gate: { asked: 'at most 1.01 × current', isPassed: false },
    },
    { name: 'Brier score', current: 0.1, candidate: 0.101, interval: [-0.002, 0.004], betterIf: 'less' },
    { name: 'GAUC', current: null, candidate: 0.7 },
  ],
  current: curvesOf('20260102_030405', 0.2),
  candidate: curvesOf('20260110_030405', 0.3),
  segments: [
    {
      by: 'city',
      metric: 'AUC',
      betterIf: 'more',
      segments: [
        { name: 'north', rows: 1_200, current: 0.8, candidate: 0.84 },
        { name: 'south', rows: 700, current: 0.83, candidate: 0.81 },
        { name: 'a_city_of_a_name_that_is_longer_than_others', rows: 100, current: null, candidate: null },
      ],
    },
  ],
  drift: {
    reference: 'rows trained on',
    current: 'rows evaluated',
    features: [
      {
        name: 'user_age',
        psi: 0.31,
        bins: ['below 20', '20 to 30', '30 to 45', '45 and above', 'missing'].map((label, i) => ({
          label,
          reference: [0.2, 0.3, 0.3, 0.18, 0.02][i],
          current: [0.1, 0.2, 0.3, 0.3, 0.1][i],
        })),
      },
      {
        name: 'city',
        psi: 0.12,
        bins: ['north', 'south', 'others'].map((label, i) => ({
          label,
          reference: [0.6, 0.3, 0.1][i],
          current: [0.5, 0.35, 0.15][i],
        })),
      },
      { name: 'item_price', psi: 0.003, bins: [] },
    ],
  },
};

/** Models with versions in every state. */
export const VERSIONS: VersionsPage = {
  createdAt: '2026-02-01T00:00:00Z',
  models: [
    {
      name: 'deepfm',
      versions: Array.from({ length: 8 }, (_, i) => {
        const day = String(2 + 3 * i).padStart(2, '0');
        const version = `202601${day}_030405`;
        return {
          version,
          createdAt: `2026-01-${day}T03:04:05Z`,
          status: i === 6 ? ('production' as const) : i === 7 ? ('staging' as const) : ('archived' as const),
          ...(i === 7 && { labels: ['canary'] }),
          ...(i > 1 && { startedFrom: `202601${String(2 + 3 * (i - 1)).padStart(2, '0')}_030405` }),
          ...(i === 1 && { startedFrom: '20251224_030405' }),
          metrics: [
            { name: 'AUC', value: 0.8 + 0.01 * Math.sin(i) + 0.004 * i },
            { name: 'log loss', value: 0.31 - 0.003 * i },
            { name: 'GAUC', value: i < 2 ? null : 0.7 + 0.002 * i },
          ],
          report: `deepfm/${version}/report.html`,
          ...(i > 0 && { evaluation: `deepfm/${version}/evaluation.html` }),
        };
      }),
    },
    {
      name: 'graph_recall',
      versions: [
        {
          version: 'v1',
          createdAt: '2026-01-03T00:00:00Z',
          status: 'production',
          metrics: [{ name: 'AUC', value: 0.93 }],
        },
      ],
    },
    { name: 'item2vec', versions: [] },
  ],
};
