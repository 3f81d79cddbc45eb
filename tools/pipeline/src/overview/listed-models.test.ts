import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promote, readManifest, writePackage } from '@reckit/artifacts';
import { changeRegistry, describeVersion, withVersion } from '@reckit/registry';
import { packageContent } from '../../../../libs/artifacts/testing/package-content';
import { temporaryFolders } from '../../../../libs/artifacts/testing/temporary-folder';
import { listedModels } from './listed-models';

const newFolder = temporaryFolders();

test('all that is there or is registered is listed, with where it comes from and how good it is', async () => {
  const modelDir = newFolder();
  const write = (version: string, files?: Record<string, string>): Promise<string> =>
    writePackage(
      modelDir,
      packageContent(version, files, {
        metrics: { log_loss: 0.3, log_loss_constant: 0.5, auc: 0.9 },
        ...(version === 'v2' && {
          initialised_from: { model: 'xgb', version: 'v1', sha256: 'a'.repeat(64) },
        }),
      }),
    );
  const first = await write('v1');
  const entry = describeVersion(await readManifest(first), {
    archive: null,
    location: null,
    gitCommit: null,
    evaluation: {
      passed: true,
      reasons: [],
      current_version: null,
      data: { path: 'rows.csv', sha256: 'b'.repeat(64), rows: 100 },
      metrics: { auc: { current: null, new: 0.9, interval: null } },
      evaluated_at: '2026-11-22T12:00:00.000Z',
    },
    now: new Date('2026-11-23T00:00:00.000Z'),
  });
  await changeRegistry(modelDir, registry => withVersion(registry, { ...entry, status: 'archived' }));
  rmSync(first, { recursive: true });
  await write('v2', { 'model.onnx': 'a graph', 'feature_meta.json': '{}', 'report.html': '<html></html>' });
  await write('v3');
  await promote(modelDir, 'xgb', 'v2');
  mkdirSync(path.join(modelDir, '.pipeline'));
  mkdirSync(path.join(modelDir, 'notes'));

  const metrics = [
    { name: 'auc', value: 0.9 },
    { name: 'log_loss', value: 0.3 },
  ];
  const createdAt = '2026-11-22T10:15:00.000Z';
  expect(await listedModels(modelDir)).toEqual([
    {
      name: 'xgb',
      versions: [
        {
          version: 'v2',
          createdAt,
          status: 'production',
          startedFrom: 'v1',
          metrics,
          report: 'xgb/v2/report.html',
        },
        { version: 'v3', createdAt, status: 'staging', metrics },
        {
          version: 'v1',
          createdAt: '2026-11-23T00:00:00.000Z',
          status: 'archived',
          labels: ['removed'],
          metrics,
        },
      ],
    },
  ]);
});
