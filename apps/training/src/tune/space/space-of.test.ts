import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { deepfm } from '../../models/deepfm';
import { xgb } from '../../models/xgb';
import { addTrainingFlags } from '../../run/training-flags';
import type { TrainingModel } from '../../run/training-model';
import { fixedFlags } from '../flags/tune-flags';
import { DEEPFM_TUNING } from '../models/networks';
import { TREE_TUNING } from '../models/trees';
import type { Tuning } from '../models/tuning';
import { spaceOf } from './space-of';

const folder = mkdtempSync(path.join(tmpdir(), 'reckit-space-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'space.json');

/** What is searched over, given these arguments and, if there is one, the space of a file. */
async function searched<Flags>(
  model: TrainingModel<Flags>,
  tuning: Tuning<Flags>,
  args: readonly string[],
  written?: string,
) {
  const command = new Command(model.name);
  addTrainingFlags(command, model);
  command.parse(args, { from: 'user' });
  if (written !== undefined) writeFileSync(file, written);
  const { budget, fixed, space } = tuning;
  return spaceOf(written === undefined ? undefined : file, space, {
    command,
    budget: budget.flag,
    fixed: fixedFlags(model, fixed),
  });
}

test('what the command line gives is not searched over', async () => {
  const space = await searched(deepfm, DEEPFM_TUNING, ['--lr', '0.01', '--dropout', '0']);
  expect([...space.keys()]).toEqual(['--embedding-dim', '--deep-layers', '--optimizer', '--batch-size']);
  const trees = await searched(xgb, TREE_TUNING, ['--param', 'eta=0.1', '--param', 'max_depth=3']);
  expect([...trees.keys()]).not.toContain('--param eta');
  expect([...trees.keys()]).toContain('--param lambda');
});

test('a file says what is searched over', async () => {
  const written = {
    '--lr': { from: 0.0001, to: 0.1, scale: 'log' },
    '--batch-size': { from: 16, to: 64, whole: true },
    '--lr-schedule': { values: ['constant', 'cosine'] },
  };
  expect([...(await searched(deepfm, DEEPFM_TUNING, [], JSON.stringify(written)))]).toEqual([
    ['--lr', { kind: 'range', from: 0.0001, to: 0.1, scale: 'log', whole: false }],
    ['--batch-size', { kind: 'range', from: 16, to: 64, scale: 'linear', whole: true }],
    ['--lr-schedule', { kind: 'choice', values: ['constant', 'cosine'] }],
  ]);
});

test.each<[string, string, RegExp]>([
  ['text', 'lr: 0.1', /is no JSON: /],
  ['nothing', '{}', /names nothing to search over\. Write for example /],
  ['ends the wrong way round', '{"--lr": {"from": 1, "to": 0.1}}', /--lr: expected "from" below "to"/],
  ['a ratio from 0', '{"--lr": {"from": 0, "to": 0.1, "scale": "log"}}', /expected "from" above 0/],
  ['no values', '{"--lr": {"values": []}}', /--lr\.values: expected a list that is not empty/],
  ['an unknown flag', '{"--rate": {"values": [1]}}', /"--rate": deepfm has no such flag/],
  ['the budget', '{"--epochs": {"values": [1, 2]}}', /"--epochs": it grows from rung to rung/],
  ['the seed', '{"--seed": {"values": [1, 2]}}', /"--seed": it is the same in all trials/],
  [
    'what is held out',
    '{"--valid-share": {"values": [0.1, 0.2]}}',
    /"--valid-share": it is the same in all trials/,
  ],
  [
    'what is given',
    '{"--clip-norm": {"values": [1, 2]}}',
    /"--clip-norm": it is given on the command line too/,
  ],
  [
    'a value out of range',
    '{"--dropout": {"from": 0, "to": 1}}',
    /"--dropout": 1 cannot be its value\. Give a number/,
  ],
  [
    'broken whole numbers',
    '{"--batch-size": {"from": 16, "to": 64}}',
    /cannot be its value\. Give a whole number/,
  ],
  [
    'an unknown choice',
    '{"--optimizer": {"values": ["adam", "lion"]}}',
    /lion cannot be its value\. It is one of adam,/,
  ],
  ['a name behind a flag', '{"--lr start": {"values": [1]}}', /write the flag alone, as in "--lr"/],
])('a file with %s is refused', async (_, written, message) => {
  await expect(searched(deepfm, DEEPFM_TUNING, ['--clip-norm', '1'], written)).rejects.toThrow(message);
});

test.each<[string, string, RegExp]>([
  [
    'a parameter without a name',
    '{"--param": {"values": [1]}}',
    /write the parameter behind it, as in "--param max_depth"/,
  ],
  [
    'a switch with numbers',
    '{"--normalize": {"values": [1, 0]}}',
    /it has no value\. Write \{"values": \[true, false\]\}/,
  ],
])('of trees, %s is refused', async (_, written, message) => {
  await expect(searched(xgb, TREE_TUNING, [], written)).rejects.toThrow(message);
});

test('where all is given, there is nothing to search over', async () => {
  const given = [...TREE_TUNING.space.keys()].flatMap(name => ['--param', `${name.split(' ')[1]}=1`]);
  await expect(searched(xgb, TREE_TUNING, given)).rejects.toThrow(/^All that is searched over is given/);
});
