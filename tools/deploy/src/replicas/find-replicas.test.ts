import { temporaryFolders } from '../../../../libs/artifacts/testing/temporary-folder';
import { FakeReplica } from '../../testing/fake-replica';
import { findReplicas } from './find-replicas';
import { versionInMetrics } from './served-version';

const newFolder = temporaryFolders();
const options = { apiKey: null, reloadTimeoutMs: 5_000 };

test('each address of a name is a replica, and is asked itself', async () => {
  const first = await FakeReplica.start(newFolder(), {}, '127.0.0.1');
  const { port } = new URL(first.url);
  const second = await FakeReplica.start(newFolder(), {}, '127.0.0.2', Number(port));
  first.served = 'v1';
  second.served = 'v2';
  try {
    const asked: string[] = [];
    const found = await findReplicas([`http://xgb.models:${port}/`], options, host => {
      asked.push(host);
      return Promise.resolve(['127.0.0.1', '127.0.0.2']);
    });
    expect(asked).toEqual(['xgb.models']);
    expect(found.map(({ name }) => name)).toEqual([first.url, second.url]);
    expect(await Promise.all(found.map(replica => replica.served('xgb')))).toEqual(['v1', 'v2']);
    expect(first.hosts).toEqual([`xgb.models:${port}`]);
    found.forEach(replica => replica.close());
  } finally {
    await first.close();
    await second.close();
  }
});

test('a replica that is named twice is one, and addresses are not looked up', async () => {
  const urls = ['http://127.0.0.1:1', 'http://127.0.0.1:1/', 'http://[::1]:1', 'http://localhost:1'];
  const found = await findReplicas(urls, options, () => Promise.reject(new Error('It was looked up.')));
  expect(found.map(({ name }) => name)).toEqual([
    'http://127.0.0.1:1',
    'http://[::1]:1',
    'http://localhost:1',
  ]);
});

test('addresses of both families', async () => {
  const found = await findReplicas(['https://xgb:8443/a/'], options, () =>
    Promise.resolve(['10.0.0.1', 'fd00::1']),
  );
  expect(found.map(({ name }) => name)).toEqual(['https://10.0.0.1:8443/a', 'https://[fd00::1]:8443/a']);
});

test('a name without an address is refused', async () => {
  const unknown = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  const refused = findReplicas(['http://xbg:8080'], options, () => Promise.reject(unknown));
  await expect(refused).rejects.toThrow(
    '--service-url http://xbg:8080: its name has no address (ENOTFOUND). Check it, and the network.',
  );
});

test('or is told, where a name may have none', async () => {
  const problems: string[] = [];
  const unknown = (host: string): Promise<string[]> =>
    host === 'xgb' ? Promise.reject(new Error('no')) : Promise.resolve(['10.0.0.1']);
  const urls = ['http://xgb:8080', 'http://xgb.models:8080'];
  const found = await findReplicas(urls, options, unknown, problem => problems.push(problem));
  expect(found.map(({ name }) => name)).toEqual(['http://10.0.0.1:8080']);
  expect(problems).toEqual(['--service-url http://xgb:8080: its name has no address (Error: no).']);
});

test('the version of one of several models is told by its metric', () => {
  const metrics = [
    '# TYPE model_version_info gauge',
    'model_version_info{model="deepfm",version="d1"} 1',
    'model_version_info{version="x0",model="xgb"} 0',
    'model_version_info{version="x1",model="xgb"} 2',
    '',
  ].join('\n');
  expect(versionInMetrics(metrics, 'xgb')).toBe('x1');
  expect(versionInMetrics(metrics, 'mmoe')).toBeNull();
});
