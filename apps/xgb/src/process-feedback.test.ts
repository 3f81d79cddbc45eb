import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { childServices, type ChildService } from '../../service-testing/programs/child-service';
import { eventually } from '../../service-testing/clients/eventually';
import { ask } from '../../service-testing/clients/http-client';
import { FLAT_MODEL } from './testing/local-service';

const services = childServices(__dirname);
let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'reckit-feedback-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = Array.from({ length: 50 }, (_, i) => ({ item_ctr: i / 100 }));

const start = (environment: Readonly<Record<string, string>> = {}): Promise<ChildService> =>
  services.start({
    MODEL_DIR: FLAT_MODEL,
    PREDICTION_LOG: folder,
    PREDICTION_LOG_SHARE: '100',
    PREDICTION_LOG_ROWS_PER_SECOND: '1000000',
    ...environment,
  });

async function predict({ port }: ChildService, requests: number): Promise<void> {
  for (let i = 0; i < requests; i++) {
    const answer = await ask(port, { path: '/predictions/xgb', body: { data: ROWS } });
    expect(answer.status).toBe(200);
  }
}

const files = (): string[] => readdirSync(folder).sort();

/** The lines of a file; the last one is '' where it ends with a whole line. */
const linesIn = (name: string): string[] => readFileSync(path.join(folder, name), 'utf8').split('\n');

test('after SIGTERM every answered row is in a finished file', async () => {
  const service = await start();
  await predict(service, 20);
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
  expect(files()).toEqual([expect.stringMatching(/^predictions-[\w-]+\.jsonl$/)]);
  const lines = linesIn(files()[0]);
  expect(lines.pop()).toBe('');
  expect(lines).toHaveLength(20 * ROWS.length);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ model: 'xgb' });
});

test('after SIGKILL no finished file has half a line, and what was written is there', async () => {
  const service = await start({ PREDICTION_LOG_FILE_BYTES: '1048576' });
  await predict(service, 100);
  await eventually('a finished file', () => files().find(name => name.endsWith('.jsonl')));
  await predict(service, 20);
  await service.kill();
  const [unfinished, finished] = [/\.part$/, /\.jsonl$/].map(end => files().filter(name => end.test(name)));
  expect(unfinished.length).toBeLessThanOrEqual(1);
  expect(finished.length).toBeGreaterThanOrEqual(1);
  for (const name of finished) {
    const lines = linesIn(name);
    expect(lines.pop()).toBe('');
    for (const line of lines) JSON.parse(line);
  }
});

test('workers share a folder, and each finishes a file of its own', async () => {
  const service = await start({ WORKERS: '2' });
  await service.logged('all workers have started');
  await predict(service, 40);
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
  const names = files();
  expect(names.every(name => name.endsWith('.jsonl'))).toBe(true);
  expect(names).toHaveLength(2);
  const rows = names.reduce((sum, name) => sum + linesIn(name).length - 1, 0);
  expect(rows).toBe(40 * ROWS.length);
});
