import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readManifest } from '@reckit/artifacts';
import { writeParquet } from '@reckit/data';
import { replayChecks } from '../../testing/replay-lookup';
import { expectSuccess, trainingApp } from '../../../../service-testing/programs/training-app';

const app = trainingApp('item2vec');
const SMALL = ['--dim', '8', '--epochs', '2', '--version', 'v1', '--quiet', '--out', 'out.json'];

async function trainOn(file: string, data: string | Uint8Array | null, ...args: string[]) {
  const folder = app.newFolder();
  if (data !== null) writeFileSync(path.join(folder, file), data);
  expectSuccess(await app.inTurn(folder, ['--data-path', file, ...SMALL, ...args]));
  const vectors: object = JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8'));
  return { folder, ids: Object.keys(vectors) };
}

const STRANGE = ['"quoted"', 'a,b', 'two words', '商品', '🦊', "it's", '__proto__', 'constructor', '\u00e9'];

test('ids may be any text, in lists of JSON', async () => {
  const lines = [STRANGE, [...STRANGE].reverse(), STRANGE].map(sequence => JSON.stringify({ sequence }));
  const { folder, ids } = await trainOn('data.jsonl', lines.join('\n'));
  expect([...ids].sort()).toEqual([...STRANGE].sort());
  await replayChecks(path.join(folder, 'model'), 'item2vec', 'v1');
});

test('ids of a list in a cell have no spaces around them, and quotes as they are', async () => {
  const { ids } = await trainOn('data.csv', 'sequence\n" x , ""y"" ,商品 一, 🦊 "\n"x,商品 一"\n');
  expect([...ids].sort()).toEqual(['x', '"y"', '商品 一', '🦊'].sort());
});

test('numbers are ids, a single one is a sequence, and blank cells are none', async () => {
  const rows = ['u1,"1,2,3"', 'u2,', 'u3,7', 'u4,"3,2.0,7,"', 'u5,"NA,1"', 'u6,"007,1"'];
  const { folder, ids } = await trainOn('data.csv', `user_id,sequence\n${rows.join('\n')}\n`);
  expect([...ids].sort()).toEqual(['007', '1', '2', '3', '7']);
  const { data } = await readManifest(path.join(folder, 'model/item2vec/v1'));
  expect(data).toMatchObject({ rows: 6, blank_rows: 1, sequences: 5, events: 10, distinct: 5 });
});

test('where nothing can be held out, that is said, and nothing is measured', async () => {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'data.csv'), 'sequence\n"a,b"\n"c,d"\n');
  const run = await app.inTurn(folder, ['--data-path', 'data.csv', ...SMALL.slice(0, 6)]);
  expectSuccess(run);
  expect(run.stdout).toMatch(/^Held out {4}nothing, since every sequence is short, or its last item rare/m);
  expect((await readManifest(path.join(folder, 'model/item2vec/v1'))).metrics).toEqual({});
});

test('Parquet with lists, and columns of other names', async () => {
  const folder = app.newFolder();
  const lines = [
    { member: 1, seen: [5, 6, 7] },
    { member: 2, seen: [7, 6] },
  ];
  const jsonLines = path.join(folder, 'rows.jsonl');
  writeFileSync(jsonLines, lines.map(line => JSON.stringify(line)).join('\n'));
  await writeParquet(jsonLines, path.join(folder, 'data.parquet'), { member: 'BIGINT', seen: 'BIGINT[]' });
  const args = ['--data-path', 'data.parquet', ...SMALL, '--user-col', 'member', '--sequence-col', 'Seen'];
  expectSuccess(await app.inTurn(folder, args));
  expect(Object.keys(JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8')))).toEqual([
    '5',
    '6',
    '7',
  ]);
});

test('a log is put in order by its times, whatever the order of its rows', async () => {
  const events = [
    'u1,c,2026-01-03',
    'u2,a,2026-01-01',
    'u1,a,2026-01-01',
    ',a,2026-01-01',
    'u1,b,2026-01-02',
    'u2,c,2026-01-03',
    'u2,b,2026-01-02',
  ];
  const log = await trainOn(
    'log.csv',
    `user_id,item_id,time\n${events.join('\n')}\n`,
    '--time-col',
    'time',
    '--hold-out',
    'none',
  );
  const sequences = await trainOn('data.csv', 'sequence\n"a,b,c"\n"a,b,c"\n', '--hold-out', 'none');
  const vectorsOf = ({ folder }: { folder: string }) =>
    JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8'));
  expect(vectorsOf(log)).toEqual(vectorsOf(sequences));
  const { data } = await readManifest(path.join(log.folder, 'model/item2vec/v1'));
  expect(data).toMatchObject({ rows: 7, blank_rows: 1, column: 'item_id' });
});

test('text may be packed, and in another encoding; words are parted by white space and stay as they are', async () => {
  const words = ['--mode', 'word2vec', '--min-count', '1'];
  const { folder, ids } = await trainOn(
    'corpus.txt.gz',
    gzipSync('The the  NA\t1.0\n\n狐狸 True the\n'),
    ...words,
  );
  expect([...ids].sort()).toEqual(['1.0', 'NA', 'The', 'True', 'the', '狐狸'].sort());
  await replayChecks(path.join(folder, 'model'), 'word2vec', 'v1');
  const gbk = Buffer.of(0xc9, 0xcc, 0x20, 0xc6, 0xb7);
  expect((await trainOn('corpus.txt', gbk, ...words, '--encoding', 'gbk')).ids).toEqual(['商', '品']);
});

test('CBOW on several threads, and files of all formats', async () => {
  for (const format of ['jsonl', 'npy', 'parquet', 'text', 'binary']) {
    const args = [
      '--algorithm',
      'cbow',
      '--workers',
      '2',
      '--out',
      `deep/vectors.${format}`,
      '--out-format',
      format,
    ];
    const folder = app.newFolder();
    writeFileSync(path.join(folder, 'data.csv'), 'sequence\n"a,b,c"\n"c,b,a"\n');
    const run = await app.inTurn(folder, ['--data-path', 'data.csv', ...SMALL.slice(0, 6), ...args]);
    expectSuccess(run);
    expect(run.stdout).toContain(`deep/vectors.${format}: 3 vectors (${format})`);
    expect(readdirSync(path.join(folder, 'deep'))).toContain(`vectors.${format}`);
  }
});

test('asked to stop it says so, and leaves nothing', async () => {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'data.csv'), 'sequence\n"a,b,c"\n"c,b,a"\n');
  const child = app.start(folder, ['--data-path', 'data.csv', '--epochs', '1000000', '--out', 'out.json']);
  let said = '';
  child.stderr.on('data', text => (said += String(text)));
  let printed = '';
  const ended = once(child, 'close');
  const training = new Promise<void>(resolve => {
    child.stdout.on('data', text => {
      printed += String(text);
      if (printed.includes('Vectors')) resolve();
    });
  });
  await Promise.race([training, ended]);
  child.kill('SIGINT');
  expect({ code: (await ended)[0], said }).toEqual({
    code: 130,
    said: 'train item2vec: stopped by SIGINT; no model was written, and item2vec keeps no checkpoint to resume from. Start it again with the same command.\n',
  });
  expect(readdirSync(folder)).toEqual(['data.csv']);
});
