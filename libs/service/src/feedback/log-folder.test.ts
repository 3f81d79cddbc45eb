import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LogFolder } from './log-folder';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'reckit-log-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LIMITS = { fileBytes: 100, maxBytes: 1_000, fileMs: 60_000 };

function fill(name: string, bytes: number, ageMs = 0): void {
  const file = path.join(folder, name);
  writeFileSync(file, 'x'.repeat(bytes));
  const changed = new Date(Date.now() - ageMs);
  utimesSync(file, changed, changed);
}

test('the oldest files go until there is room for one more', async () => {
  fill('predictions-20261101T000000Z-a-1-0.jsonl', 400);
  fill('predictions-20261102T000000Z-b-1-0.jsonl', 400);
  fill('predictions-20261103T000000Z-a-1-1.jsonl', 400);
  await new LogFolder(folder, LIMITS).prepare();
  expect(readdirSync(folder).sort()).toEqual([
    'predictions-20261102T000000Z-b-1-0.jsonl',
    'predictions-20261103T000000Z-a-1-1.jsonl',
  ]);
});

test('what is no log stays, and so does what another process is writing', async () => {
  fill('notes.jsonl', 5_000);
  fill('predictions-20261101T000000Z-dead-1-0.jsonl.part', 600, 10 * LIMITS.fileMs);
  fill('predictions-20261102T000000Z-live-1-0.jsonl.part', 600);
  fill('predictions-20261103T000000Z-live-1-1.jsonl', 600);
  await new LogFolder(folder, LIMITS).prepare();
  expect(readdirSync(folder).sort()).toEqual([
    'notes.jsonl',
    'predictions-20261102T000000Z-live-1-0.jsonl.part',
  ]);
});

test('no two files are called the same, of one process or of two', async () => {
  const folders = [new LogFolder(folder, LIMITS), new LogFolder(folder, LIMITS)];
  for (const each of [...folders, ...folders]) await (await each.create()).finish();
  const names = readdirSync(folder);
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(name).toMatch(/^predictions-\d{8}T\d{6}Z-[\w-]+-[0-9a-f]{8}-[01]\.jsonl$/);
});

test('a folder that is not there is made', async () => {
  const deep = path.join(folder, 'a/b');
  const file = await new LogFolder(deep, LIMITS).create();
  expect(readdirSync(deep)).toEqual([expect.stringMatching(/\.jsonl\.part$/)]);
  await file.append(Buffer.from('{}\n'));
  await file.finish();
  expect(readdirSync(deep)).toEqual([expect.stringMatching(/\.jsonl$/)]);
});
