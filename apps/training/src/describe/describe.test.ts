import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expectSuccess, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp('describe');
const LINES = [
  'id,user_id,zip,rating,comment,count,watch_time',
  ...Array.from({ length: 40 }, (_, i) => `${i},u${i % 8},0${i % 5}1,${1 + (i % 5)},c${i},${i % 3},${i}.5`),
];

function newFolder(): string {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'data.csv'), LINES.join('\n'));
  return folder;
}

test('prints the file alone, and says of each column what it is, or why it is left out', async () => {
  const { code, stdout, stderr } = await app.inTurn(newFolder(), ['data.csv']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    label: { column: 'rating', positive: '>= 4' },
    features: [{ name: 'user_id', kind: 'categorical' }, { name: 'zip', kind: 'categorical' }, 'count'],
  });
  expect(stderr.split('\n').map(line => line.trimEnd())).toEqual([
    'Rows        40',
    'Columns     id          left out     nearly every row has a value of its own, as an id of the row has',
    '            user_id     categorical  8 values',
    '            zip         categorical  5 values',
    '            rating      label        positive: ">= 4"',
    '            comment     left out     nearly every row has a value of its own, as an id of the row has',
    '            count       numeric      0 to 2',
    '            watch_time  left out     looks like something that is known only afterwards; add it if it is not',
    '',
  ]);
});

test('writes a new file, and no other', async () => {
  const folder = newFolder();
  expectSuccess(await app.inTurn(folder, ['data.csv', '--out', 'f.json', '--label', 'count', '--quiet']));
  const again = await app.inTurn(folder, ['data.csv', '--out', 'f.json']);
  expect(again.code).toBe(1);
  expect(again.stderr).toBe(
    'describe: f.json: the file exists already; name another one, or remove it (--out).\n',
  );
});

test.each<[string, readonly string[], string]>([
  ['a file that is not there', ['other.csv'], 'other.csv: no such file. Check the path.'],
  [
    'a label that is not there',
    ['data.csv', '--label', 'ratings'],
    'data.csv: no column "ratings" to learn (--label). Did you mean "rating"?',
  ],
  [
    'nothing named',
    [],
    'What is to be described? Name a file, a folder, a pattern or objects; or rows of a database by --data-source.',
  ],
  [
    'a file beside a database',
    ['data.csv', '--data-source', 'mysql', '--mysql-table', 't'],
    'the argument data.csv names a file, but the data come from --data-source mysql. Give one of them.',
  ],
  [
    'nothing to learn from',
    ['data.csv', '--for', 'dssm'],
    'data.csv: no column is left that dssm could learn from.',
  ],
])('%s is one line', async (_, args, message) => {
  const folder = newFolder();
  const { code, stderr, stdout } = await app.inTurn(folder, [...args, '--quiet', '--out', 'f.json']);
  expect({ code, stderr, stdout }).toEqual({ code: 1, stderr: `describe: ${message}\n`, stdout: '' });
  expect(existsSync(path.join(folder, 'f.json'))).toBe(false);
});
