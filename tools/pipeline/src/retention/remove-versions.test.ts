import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { listVersions, promote, readManifest, writePackage } from '@reckit/artifacts';
import {
  changeRegistry,
  describeVersion,
  findVersion,
  readRegistry,
  takeTurn,
  withVersion,
} from '@reckit/registry';
import { packageContent } from '../../../../libs/artifacts/testing/package-content';
import { temporaryFolders } from '../../../../libs/artifacts/testing/temporary-folder';
import { removeVersions, type Retention } from './remove-versions';

const newFolder = temporaryFolders();

/** A model directory with versions v1, v2, … of xgb, a day apart and all registered; the last one serves. */
async function modelDirWith(count: number): Promise<string> {
  const modelDir = newFolder();
  for (let day = 1; day <= count; day++) {
    const version = `v${day}`;
    const created_at = new Date(Date.UTC(2026, 10, day)).toISOString();
    const dir = await writePackage(modelDir, packageContent(version, undefined, { created_at }));
    const entry = describeVersion(await readManifest(dir), {
      archive: null,
      location: null,
      gitCommit: null,
      evaluation: null,
      now: new Date(created_at),
    });
    await changeRegistry(modelDir, registry => withVersion(registry, entry));
  }
  await promote(modelDir, 'xgb', `v${count}`);
  return modelDir;
}

const remove = (modelDir: string, changes: Partial<Retention> = {}): Promise<string[]> =>
  removeVersions({ modelDir, model: 'xgb', keep: 2, serviceUrls: [], newest: 'v6', ...changes });
const versionsIn = (modelDir: string): Promise<string[]> => listVersions(path.join(modelDir, 'xgb'));

test('older versions go, and the registry remembers them', async () => {
  const modelDir = await modelDirWith(5);
  expect(await remove(modelDir)).toEqual(['v3', 'v2', 'v1']);
  expect(await versionsIn(modelDir)).toEqual(['v4', 'v5']);
  const registry = await readRegistry(modelDir);
  expect(findVersion(registry, 'xgb', 'v1')).toMatchObject({
    status: 'archived',
    removed_at: expect.any(String),
    metrics: { auc: 0.9 },
  });
  expect(findVersion(registry, 'xgb', 'v4')).not.toHaveProperty('removed_at');
  expect(await remove(modelDir)).toEqual([]);
});

test('what serves, what did before, and what is in a deployment stays, however old', async () => {
  const modelDir = await modelDirWith(6);
  await promote(modelDir, 'xgb', 'v1');
  await changeRegistry(modelDir, registry => ({
    ...registry,
    versions: registry.versions.map(entry =>
      entry.version === 'v2' ? { ...entry, status: 'production', replaced: 'v3' } : entry,
    ),
    deployments: { xgb: { version: 'v4', from: 'v2', started_at: '2026-11-30T00:00:00Z' } },
  }));
  expect(await remove(modelDir, { keep: 1 })).toEqual(['v5']);
  expect(await versionsIn(modelDir)).toEqual(['v1', 'v2', 'v3', 'v4', 'v6']);
});

test('what a label names stays, and nothing goes if nobody knows what labels name', async () => {
  const modelDir = await modelDirWith(4);
  const labels = path.join(modelDir, 'xgb/.labels.json');
  writeFileSync(labels, '{"labels": {"canary": {"version": "v2", "share": 5}');
  await expect(remove(modelDir, { keep: 1 })).rejects.toThrow(/\.labels\.json does not tell/);
  expect(await versionsIn(modelDir)).toEqual(['v1', 'v2', 'v3', 'v4']);
  writeFileSync(labels, '{"labels": {"canary": {"version": "v2", "share": 5}}}');
  expect(await remove(modelDir, { keep: 1 })).toEqual(['v3', 'v1']);
});

test('nothing goes while a deployment of the model is under way', async () => {
  const modelDir = await modelDirWith(3);
  const turn = await takeTurn(path.join(modelDir, '.deploy-xgb.turns'), { what: 'a deployment' });
  await expect(remove(modelDir, { keep: 1 })).rejects.toThrow(/is at a deployment of xgb/);
  await turn.end();
  expect(await versionsIn(modelDir)).toEqual(['v1', 'v2', 'v3']);
});

describe('with replicas', () => {
  let replica: Server;
  let url = '';
  let metrics = '';

  beforeAll(async () => {
    replica = createServer((_, response) => response.end(metrics)).listen(0, '127.0.0.1');
    await once(replica, 'listening');
    const address = replica.address();
    url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  });
  afterAll(() => replica.close());

  test('what one has in memory stays', async () => {
    metrics = 'model_loaded_version_info{version="v2"} 1\n';
    const modelDir = await modelDirWith(4);
    expect(await remove(modelDir, { keep: 1, serviceUrls: [url] })).toEqual(['v3', 'v1']);
  });

  test('nothing goes if one does not say what it has', async () => {
    const modelDir = await modelDirWith(3);
    const gone = 'http://127.0.0.1:1';
    await expect(remove(modelDir, { keep: 1, serviceUrls: [url, gone] })).rejects.toThrow(/127\.0\.0\.1:1/);
    expect(await versionsIn(modelDir)).toEqual(['v1', 'v2', 'v3']);
  });
});
