import { addCounts, countsSince, NOTHING_COUNTED, versionCounts } from './version-counts';

const METRICS = `# TYPE model_version_predictions_total counter
model_version_predictions_total{version="v1",status="200"} 90
model_version_predictions_total{version="v1",status="400"} 10
model_version_predictions_total{version="v2",status="200"} 5
# TYPE model_version_duration_seconds histogram
model_version_duration_seconds_bucket{le="0.001",version="v1"} 70
model_version_duration_seconds_bucket{le="0.01",version="v1"} 95
model_version_duration_seconds_bucket{le="+Inf",version="v1"} 100
model_version_duration_seconds_sum{version="v1"} 1
model_version_score_bucket{le="0.1",version="v1",output="ctr"} 7
model_version_score_bucket{le="+Inf",version="v1",output="ctr"} 9
model_version_score_bucket{le="0.1",version="v1",output="cv\\"r"} 1
model_version_score_bucket{le="+Inf",version="v1",output="cv\\"r"} 2
`;

const COUNTED = {
  answered: 100,
  failed: 10,
  seconds: { edges: [0.001, 0.01], counts: [70, 25, 5] },
  scores: new Map([
    ['ctr', { edges: [0.1], counts: [7, 2] }],
    ['cv"r', { edges: [0.1], counts: [1, 1] }],
  ]),
};

test('a version is told by its labels, and buckets count each value once', () => {
  expect(versionCounts(METRICS, 'xgb', 'v1')).toEqual(COUNTED);
  expect(versionCounts(METRICS, 'xgb', 'v3')).toEqual({ ...NOTHING_COUNTED, scores: new Map() });
});

test('of a service of several models, those of one', () => {
  const labelled = METRICS.replaceAll('{', '{model="xgb",');
  expect(versionCounts(labelled, 'xgb', 'v1')).toEqual(COUNTED);
  expect(versionCounts(labelled, 'deepfm', 'v1')).toEqual({ ...NOTHING_COUNTED, scores: new Map() });
});

test('what was counted between two looks is added up, from nothing after a restart', () => {
  const now = versionCounts(METRICS, 'xgb', 'v1');
  const later = addCounts(now, now);
  expect(countsSince(now, later)).toEqual(now);
  expect(countsSince(NOTHING_COUNTED, now)).toEqual(now);
  expect(countsSince(later, now)).toEqual(now);
  expect(addCounts(NOTHING_COUNTED, now)).toEqual(now);
});
