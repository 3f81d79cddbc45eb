import { appendFileSync, cpSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readCurrentVersion } from '@reckit/artifacts';
import { ServiceClient } from '@reckit/client';
import { childServices } from '../programs/child-service';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtTool, refusalOf, type ToolRun } from '../../../libs/command-line/testing/built-tool';

/** Two versions of xgb, 1.0.0 of them current. */
const FIXTURE = path.resolve(__dirname, '../../../libs/inference/fixtures/model');
const PAUSE_MS = 20;

const newFolder = temporaryFolders();
const tool = builtTool('deploy');
const services = childServices(path.resolve(__dirname, '../../xgb/src'));

/** Asks for predictions, one after the other, until it is told to stop. */
function load(url: string): { stop(): Promise<{ readonly answered: number; readonly failed: string[] }> } {
  const client = new ServiceClient({ url, retry: { attempts: 1 } });
  const failed: string[] = [];
  let answered = 0;
  let goesOn = true;
  const asking = (async () => {
    while (goesOn) {
      await client.torchServe.predict('xgb', [{ item_ctr: 0.1 }]).then(
        () => answered++,
        (error: unknown) => failed.push(String(error)),
      );
      await delay(PAUSE_MS);
    }
  })();
  return {
    async stop() {
      goesOn = false;
      await asking;
      client.close();
      return { answered, failed };
    },
  };
}

test('services go to a version, stay where one of them refuses it, and go back; no request fails', async () => {
  const shared = newFolder();
  cpSync(FIXTURE, shared, { recursive: true });
  // A replica whose copy of version 2.0.0 is damaged.
  const own = newFolder();
  cpSync(FIXTURE, own, { recursive: true });
  const started = await Promise.all([shared, shared, own].map(dir => services.start({ MODEL_DIR: dir })));
  const urls = started.map(({ port }) => `http://127.0.0.1:${port}`);
  const clients = urls.map(url => new ServiceClient({ url }));
  const served = (): Promise<unknown[]> =>
    Promise.all(clients.map(async ({ operations }) => (await operations.describe()).value['model_version']));
  const deploy = (...flags: string[]): Promise<ToolRun> =>
    tool.run(['--model', 'xgb', '--model-dir', shared, '--service-url', urls.join(','), ...flags]);
  const loads = urls.map(load);

  expect((await deploy('--version', '2.0.0')).code).toBe(0);
  expect(await served()).toEqual(['2.0.0', '2.0.0', '2.0.0']);
  expect((await deploy('--rollback')).code).toBe(0);
  expect(await served()).toEqual(['1.0.0', '1.0.0', '1.0.0']);

  appendFileSync(path.join(own, 'xgb/2.0.0/model.onnx'), '!');
  expect(refusalOf(await deploy('--version', '2.0.0'), 2)).toContain('model.onnx has');
  expect(await served()).toEqual(['1.0.0', '1.0.0', '1.0.0']);
  expect(await readCurrentVersion(shared, 'xgb')).toBe('1.0.0');

  for (const { answered, failed } of await Promise.all(loads.map(running => running.stop()))) {
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  }
  clients.forEach(client => client.close());
});
