import { postBytes } from '../../../service-testing/clients/post-bytes';
import { readMetrics, type Samples } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { services } from '../testing/local-service';
import { addVersion, FIRST, modelFolders, SECOND } from '../testing/model-folders';

const start = services.perTest();
const packages = modelFolders();

const counted = (samples: Samples, version: string): number[] =>
  ['model_version_score_count', 'model_version_duration_seconds_count'].map(
    name => samples[`${name}{version="${version}"}`] ?? NaN,
  );

test('scores and times are counted by the version that answered', async () => {
  const { port } = await start({ MODEL_DIR: packages(), MODEL_VERSIONS: SECOND });
  const predict = (version: string, rows: number): Promise<{ text: string; status: number }> =>
    postBytes(port, `/predictions/xgb/${version}`, JSON.stringify(requestOf(rows)));
  const scores: number[] = [];
  for (const rows of [1, 3]) {
    const { predictions }: { predictions: readonly number[] } = JSON.parse((await predict(FIRST, rows)).text);
    scores.push(...predictions);
  }
  // Of a large answer so many are counted as are spread over it; of one that fails, none.
  expect((await predict(SECOND, 100)).status).toBe(200);
  await postBytes(port, `/predictions/xgb/${SECOND}`, '{"data":[{"item_ctr":"x"}]}');
  const samples = await readMetrics(port);
  expect(counted(samples, FIRST)).toEqual([4, 2]);
  expect(counted(samples, SECOND)).toEqual([8, 2]);
  const sum = scores.reduce((total, score) => total + score, 0);
  expect(samples[`model_version_score_sum{version="${FIRST}"}`]).toBeCloseTo(sum, 4);
  for (const le of [0.05, 0.3, 0.5, 1, 10_000]) {
    expect(samples[`model_version_score_bucket{le="${le}",version="${FIRST}"}`]).toBe(
      scores.filter(score => score <= le).length,
    );
  }
});

test('what versions have counted that are long gone is shown no more', async () => {
  const modelDir = packages();
  const versions = [FIRST, SECOND, '3.0.0', '4.0.0', '5.0.0'];
  for (const version of versions.slice(2)) addVersion(modelDir, version, FIRST);
  const { port, loader } = await start({ MODEL_DIR: modelDir });
  for (const version of versions) {
    await loader.reload(version, 'id');
    await postBytes(port, '/predictions/xgb', JSON.stringify(requestOf(1)));
  }
  const samples = await readMetrics(port);
  const shown = versions.filter(version => !Number.isNaN(counted(samples, version)[0]));
  expect(shown).toEqual(versions.slice(2));
  expect(counted(samples, FIRST)).toEqual([NaN, NaN]);
});
