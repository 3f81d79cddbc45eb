/** @needs libxgboost */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RANKING_CSV } from '../testing/recordings';
import { refusalOf, trainingApp } from '../../../service-testing/programs/training-app';
import { explain } from './errors';

const app = trainingApp();
const RECORDED = readFileSync(RANKING_CSV, 'utf8').trim();
const [HEADER, ...ROWS] = RECORDED.split('\n');

/** The recorded data with one cell replaced; rows count from 1. */
function withCell(row: number, column: string, cell: string): string {
  const lines = [...ROWS];
  const cells = lines[row - 1].split(',');
  cells[HEADER.split(',').indexOf(column)] = cell;
  lines[row - 1] = cells.join(',');
  return [HEADER, ...lines].join('\n');
}

test.each([
  [
    'a missing column',
    RECORDED.replace('user_age', 'age'),
    /no column "user_age"\. The file has item_ctr, .*age/,
  ],
  [
    'a cell that is no number',
    withCell(7, 'item_price', '12 EUR'),
    /row 7 \(line 8\), column item_price: .*"12 EUR"/,
  ],
  ['positive rows alone', RECORDED.replace(/,0$/gm, ',1'), /column label: every label is 1/],
  ['negative rows alone', RECORDED.replace(/,1$/gm, ',0'), /column label: every label is 0/],
  [
    'the label 2',
    withCell(9, 'label', '2'),
    /row 9 \(line 10\), column label: expected the label 0 or 1, got "2"/,
  ],
  ['a row without label', withCell(9, 'label', ''), /row 9 \(line 10\), column label: the label is missing/],
  ['nothing in it', '', /the file is empty/],
  ['a header alone', `${HEADER}\n`, /holds no rows/],
  ['one row', `${HEADER}\n${ROWS[0]}\n`, /every label is \d/],
])('a data file with %s is refused in one line, and no model directory appears', async (_, data, message) => {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'rows.csv'), data);
  const refusal = refusalOf(await app.inTurn(folder, ['--data-path', 'rows.csv']));
  expect(refusal).toMatch(/^rows\.csv: /);
  expect(refusal).toMatch(message);
  expect(readdirSync(folder)).toEqual(['rows.csv']);
});

test('a version that exists is refused before training, and stays as it is', async () => {
  const folder = app.newFolder();
  mkdirSync(path.join(folder, 'model/xgb/v1'), { recursive: true });
  const run = await app.inTurn(folder, ['--data-path', RANKING_CSV, '--version', 'v1']);
  expect(refusalOf(run)).toBe('model/xgb/v1 exists, and a version never changes: choose another --version.');
  expect(run.stdout).toBe('');
  expect(readdirSync(path.join(folder, 'model/xgb'))).toEqual(['v1']);
  expect(readdirSync(path.join(folder, 'model/xgb/v1'))).toEqual([]);
});

test.each(['../x', '.hidden'])('%j is no version', async version => {
  const folder = app.newFolder();
  const run = await app.inTurn(folder, ['--data-path', RANKING_CSV, '--version', version]);
  expect(refusalOf(run)).toContain(`${JSON.stringify(version)} cannot name a version`);
  expect(readdirSync(folder)).toEqual([]);
});

test('a model directory that is a file is refused before training, and stays a file', async () => {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'model'), 'mine');
  const run = await app.inTurn(folder, ['--data-path', RANKING_CSV, '--version', 'v1']);
  expect(refusalOf(run)).toMatch(/^model\/xgb\/v1 cannot be written \(ENOTDIR\)/);
  expect(run.stdout).toBe('');
  expect(readFileSync(path.join(folder, 'model'), 'utf8')).toBe('mine');
});

test('an XGBOOST_LIBRARY that points nowhere is named', async () => {
  const folder = app.newFolder();
  const run = await app.inTurn(folder, ['--data-path', RANKING_CSV], {
    XGBOOST_LIBRARY: '/nowhere/libxgboost.so',
  });
  expect(refusalOf(run)).toContain('XGBOOST_LIBRARY is /nowhere/libxgboost.so, which cannot be loaded');
  expect(readdirSync(folder)).toEqual([]);
});

test('a fault of ours is told with its stack, so that it can be found', () => {
  expect(explain(new TypeError('x is not a function'))).toMatch(/^TypeError: x is not a function\n +at /);
  expect(explain('text')).toBe('text');
});

test('nothing that a message quotes controls the terminal', () => {
  const error = Object.assign(new Error('open \u001b[31m\u0007x\u009b2J\n'), { code: 'ENOENT' });
  expect(explain(error)).toBe('open \\u001b[31m\\u0007x\\u009b2J\\n');
  expect(explain('\u001b[2J')).toBe('\\u001b[2J');
});
