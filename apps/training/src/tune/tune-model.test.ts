import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { deepfm } from '../models/deepfm';
import { item2vec } from '../models/item2vec';
import { node2vec } from '../models/node2vec';
import { xgb } from '../models/xgb';
import { Console } from '../run/console';
import { Interruption } from '../run/interruption';
import { addTrainingFlags } from '../run/training-flags';
import type { CommonFlags, TrainingModel } from '../run/training-model';
import { addTuneFlags, type TuneFlags } from './flags/tune-flags';
import { ITEM2VEC_TUNING, NODE2VEC_TUNING } from './models/embeddings';
import { DEEPFM_TUNING } from './models/networks';
import { TREE_TUNING } from './models/trees';
import type { Tuning } from './models/tuning';
import { tuneModel } from './tune-model';

const folder = mkdtempSync(path.join(tmpdir(), 'reckit-tune-'));
afterAll(() => rmSync(folder, { recursive: true }));
const modelDir = path.join(folder, 'model');

/** Asks for a tuning that is to be refused before anything is trained. */
async function asked<Flags>(model: TrainingModel<Flags>, tuning: Tuning<Flags>, args: readonly string[]) {
  const command = new Command(model.name);
  addTrainingFlags(command, model);
  addTuneFlags(command);
  command.parse(['--model-dir', modelDir, '--no-gen', ...args], { from: 'user' });
  const flags = command.opts<CommonFlags & Flags & TuneFlags>();
  const signals = Object.assign(new EventEmitter(), { exit: () => undefined });
  await tuneModel({
    ...{ model: model.modelFor?.(flags) ?? model, tuning, flags, command, args, out: null },
    console: new Console({ quiet: true }),
    interruption: new Interruption(signals, () => undefined, ''),
    runTrial: async () => ({ kind: 'failed', reason: 'it should not have been trained' }),
  });
}

const outFile = 'Leave out --out: write the vectors of the version with export-vectors.';

test.each([
  [
    'a split that holds nothing out',
    () => asked(deepfm, DEEPFM_TUNING, ['--split', 'none']),
    /^--split none holds no rows out/,
  ],
  [
    'flags that do not go together',
    () => asked(deepfm, DEEPFM_TUNING, ['--time-col', 'day']),
    /^--time-col is read with --split time alone/,
  ],
  [
    'a checkpoint of its own',
    () => asked(deepfm, DEEPFM_TUNING, ['--resume']),
    /^Leave out --resume: a tuning that was stopped goes on by itself\.$/,
  ],
  [
    'vectors of words',
    () => asked(item2vec, ITEM2VEC_TUNING, ['--mode', 'word2vec']),
    /^Vectors of words are not measured on anything/,
  ],
  ['a file of vectors', () => asked(item2vec, ITEM2VEC_TUNING, ['--out', 'vectors.txt']), outFile],
  [
    'no links to find',
    () => asked(node2vec, NODE2VEC_TUNING, ['--hold-out', '0']),
    /^--hold-out 0 holds nothing out/,
  ],
  [
    'a space that is not there',
    () => asked(xgb, TREE_TUNING, ['--space', 'nowhere.json']),
    /^nowhere\.json: the space cannot be read: no such file\./,
  ],
  [
    'data that are not there',
    () => asked(xgb, TREE_TUNING, ['--data-path', path.join(folder, 'nowhere.csv')]),
    /nowhere\.csv/,
  ],
])('%s is refused, and nothing is left behind', async (_, ask, message) => {
  await expect(ask()).rejects.toThrow(message);
  expect(existsSync(modelDir)).toBe(false);
});
