import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onlyTuning } from './only-tuning';
import { differenceBetween, readTuningState, writeTuningState, type TuningState } from './tuning-state';

const folder = mkdtempSync(path.join(tmpdir(), 'reckit-tuning-'));
afterAll(() => rmSync(folder, { recursive: true }));

const STATE: TuningState = {
  identity: { '--trials': 2, 'the data': 'abc' },
  version: 'v1',
  createdAt: '2026-01-01T00:00:00Z',
  seconds: 3.5,
  trialBytes: 2e9,
  metric: 'auc',
  rungs: [
    { budget: 1, trials: 2 },
    { budget: 3, trials: 1 },
  ],
  trials: [
    { parameters: new Map(), outcomes: [{ kind: 'measured', value: 0.7, seconds: 1 }] },
    {
      parameters: new Map<string, string | number | boolean>([
        ['--lr', 0.01],
        ['--optimizer', 'adam'],
        ['--normalize', true],
      ]),
      outcomes: [{ kind: 'skipped' }, { kind: 'failed', reason: 'no memory', seconds: 2 }],
    },
  ],
};

test('a state comes back as it was written', async () => {
  await writeTuningState(folder, STATE);
  expect(await readTuningState(folder)).toEqual(STATE);
});

test('what is no state is none', async () => {
  expect(await readTuningState(path.join(folder, 'elsewhere'))).toBeNull();
  for (const text of ['', '{}', '{"format":2}']) {
    writeFileSync(path.join(folder, 'state.json'), text);
    expect(await readTuningState(folder)).toBeNull();
  }
});

test('another tuning is told by what differs', () => {
  const there = STATE.identity;
  expect(differenceBetween(there, { ...there })).toBeNull();
  expect(differenceBetween(there, { '--trials': 9, 'the data': 'abc', '--metric': 'auc' })).toBe(
    '--trials is "2" there and "9" here; --metric is not given there and "auc" here',
  );
});

test('one process at a time tunes a model; the sign of a dead one is taken away', async () => {
  const own = path.join(folder, 'xgb/.tune');
  const leave = await onlyTuning(own, 'xgb');
  await expect(onlyTuning(own, 'xgb')).rejects.toThrow(
    `Another process (${process.pid}) is tuning xgb in ${path.join(folder, 'xgb')}: wait for it to end, or name another --model-dir.`,
  );
  await leave();
  const [ofOther] = [readdirSync(own)];
  expect(ofOther).toEqual([]);
  const again = await onlyTuning(own, 'xgb');
  const [sign] = readdirSync(own);
  const dead = path.join(own, sign.replace(/_\d+/, '_1'));
  writeFileSync(dead, '');
  await again();
  await (
    await onlyTuning(own, 'xgb')
  )();
  expect(existsSync(dead)).toBe(false);
});
