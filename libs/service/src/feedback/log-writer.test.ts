import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Registry } from 'prom-client';
import { FeedbackMetrics } from '../operations/feedback-metrics';
import { LogFile } from './log-file';
import { LogFolder } from './log-folder';
import { LogWriter, type WriterTimes } from './log-writer';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'reckit-log-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const AT_ONCE: WriterTimes = { flushMs: 0, retryMs: 0 };

/** A writer, what it has logged, and what it has counted. */
function newWriter(to = folder, { fileBytes = 1_000, retryMs = 0 } = {}) {
  const registry = new Registry();
  const lines: string[] = [];
  const note = (message: string): undefined => void lines.push(message);
  // What of winston's logger is called.
  const logger = { warn: note, info: note } as unknown as ConstructorParameters<typeof LogWriter>[2];
  const limits = { fileBytes, maxBytes: 1e6, fileMs: 60_000 };
  const writer = new LogWriter(new LogFolder(to, limits), limits, logger, new FeedbackMetrics(registry), {
    ...AT_ONCE,
    retryMs,
  });
  const counted = async (): Promise<{ rows: number; disk: number }> => {
    const text = await registry.metrics();
    const of = (series: string): number =>
      Number(
        text
          .split('\n')
          .find(line => line.startsWith(series))
          ?.split(' ')
          .at(-1),
      );
    return {
      rows: of('prediction_log_rows_total '),
      disk: of('prediction_log_dropped_rows_total{reason="disk"}'),
    };
  };
  return { writer, lines, counted };
}

function finished(): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.jsonl'))
    .sort();
}

function contents(): string {
  return finished()
    .map(name => readFileSync(path.join(folder, name), 'utf8'))
    .join('');
}

test('lines are in a file that is finished when it is closed', async () => {
  const { writer, counted } = newWriter();
  await writer.write('{"row":0}\n', 1);
  await writer.write('{"row":1}\n{"row":2}\n', 2);
  await writer.flush();
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.part$/)]);
  await writer.close();
  expect(contents()).toBe('{"row":0}\n{"row":1}\n{"row":2}\n');
  expect(readdirSync(folder)).toEqual(finished());
  expect(await counted()).toEqual({ rows: 3, disk: 0 });
});

test('nothing that was written makes no file', async () => {
  const { writer } = newWriter();
  await writer.prepare();
  await writer.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that is long enough is finished, and another one begun', async () => {
  const { writer } = newWriter(folder, { fileBytes: 25 });
  for (let row = 0; row < 5; row++) {
    await writer.write(`{"row":${row}}\n`, 1);
    await writer.flush();
  }
  await writer.close();
  expect(finished()).toHaveLength(2);
  expect(contents()).toBe([0, 1, 2, 3, 4].map(row => `{"row":${row}}\n`).join(''));
});

test('a folder that cannot be made is said once, rows are dropped and counted, and it recovers', async () => {
  const blocked = path.join(folder, 'log');
  writeFileSync(blocked, 'a file, where a folder is wanted');
  const { writer, lines, counted } = newWriter(blocked);
  await writer.prepare();
  for (let row = 0; row < 3; row++) {
    await writer.write('{}\n', 1);
    await writer.flush();
  }
  expect(lines).toEqual(['predictions cannot be logged, the service goes on']);
  expect(await counted()).toEqual({ rows: 0, disk: 3 });
  rmSync(blocked);
  mkdirSync(blocked);
  await writer.write('{}\n', 1);
  await writer.close();
  expect(lines.slice(1)).toEqual(['predictions are logged again']);
  expect(await counted()).toEqual({ rows: 1, disk: 3 });
});

test('a disk that has failed is left alone for a while', async () => {
  const blocked = path.join(folder, 'log');
  writeFileSync(blocked, '');
  const { writer, counted } = newWriter(blocked, { retryMs: 60_000 });
  await writer.prepare();
  rmSync(blocked);
  await writer.write('{}\n', 1);
  await writer.close();
  expect(readdirSync(folder)).toEqual([]);
  expect(await counted()).toEqual({ rows: 0, disk: 1 });
});

test('a folder that is removed meanwhile is noticed, and made anew', async () => {
  const inner = path.join(folder, 'log');
  const { writer, lines, counted } = newWriter(inner);
  await writer.write('{"row":0}\n', 1);
  await writer.flush();
  rmSync(inner, { recursive: true });
  await writer.write('{"row":1}\n', 1);
  await writer.flush();
  await writer.write('{"row":2}\n', 1);
  await writer.close();
  expect(lines).toEqual([
    'predictions cannot be logged, the service goes on',
    'predictions are logged again',
  ]);
  expect(await counted()).toEqual({ rows: 2, disk: 1 });
  const [name] = readdirSync(inner);
  expect(readFileSync(path.join(inner, name), 'utf8')).toBe('{"row":2}\n');
});

test('a file that could be written in part only is finished without the part of a line', async () => {
  const file = await LogFile.create(path.join(folder, 'predictions-1.jsonl'));
  await file.append(Buffer.from('{"row":0}\n'));
  writeFileSync(path.join(folder, 'predictions-1.jsonl.part'), '{"row":1', { flag: 'a' });
  await file.abandon();
  expect(contents()).toBe('{"row":0}\n');
});
