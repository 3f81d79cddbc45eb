import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeSampleData } from '@reckit/data';
import { benchModel, writePackages } from '../model-folders';
import { runTraining } from '../training/training-process';
import { Dice } from './dice';
import { MIXED_FEATURES, MODELS, sampleRows } from './sample-rows';

const ROWS = 400;
const SEED = 1;
const QUICK_TRAINING = ['--epochs', '1', '--quiet', '--version', 'v1'];

/** Writes packages of all models: two versions of xgb, and networks with a feature of each kind. @returns the directory */
export async function writeFuzzedModels(folder: string): Promise<string> {
  const modelDir = path.join(folder, 'fuzz');
  // Small, so that chance has more tries.
  await writePackages(benchModel({ trees: 10, depth: 3 }), modelDir);
  const clicks = path.join(folder, 'fuzz-clicks.csv');
  const features = path.join(folder, 'fuzz-features.json');
  await writeFile(clicks, mixedClicks());
  await writeFile(features, JSON.stringify(MIXED));
  const deepfm = ['deepfm', '--data-path', clicks, '--features', features];
  await runTraining([...deepfm, ...QUICK_TRAINING, '--model-dir', modelDir]);
  const tasks = path.join(folder, 'fuzz-tasks.csv');
  await writeSampleData('mmoe', tasks);
  await runTraining(['mmoe', '--data-path', tasks, ...QUICK_TRAINING, '--model-dir', modelDir]);
  return modelDir;
}

const [PRICE, CATEGORY, HISTORY] = MIXED_FEATURES;
const MIXED = {
  label: 'label',
  features: [
    PRICE,
    { name: CATEGORY, kind: 'categorical', min_count: 1 },
    { name: HISTORY, kind: 'sequence', max_length: 4, min_count: 1, separator: '|' },
  ],
};

function mixedClicks(): string {
  const dice = new Dice(SEED, 0);
  const [, model] = MODELS;
  const lines = sampleRows(model, ROWS, dice).map(row =>
    [
      ...Object.values(row).map(value => (Array.isArray(value) ? value.join('|') : value)),
      dice.integer(0, 1),
    ].join(),
  );
  return `${[...model.features, 'label'].join()}\n${lines.join('\n')}\n`;
}
