import { NO_FLAGS } from '../config/pipeline-file';
import { commandOf, type StepTarget } from './commands';

const target: StepTarget = {
  model: 'xgb',
  version: 'v1',
  modelDir: 'model',
  steps: { ...NO_FLAGS, deploy: ['--service-url', 'http://a'] },
  shares: { jobs: 2, threads: 3, memoryBytes: 2e9 },
};
const command = (step: 'train' | 'evaluate' | 'register' | 'deploy', changes: Partial<StepTarget> = {}) =>
  commandOf(step, { ...target, ...changes }, '/dist').join(' ');

describe('commandOf', () => {
  it('trains a version that nothing names, within its share of the machine', () => {
    expect(command('train')).toBe(
      '/dist/apps/training/main.js xgb --version v1 --model-dir model --no-promote --workers 3 --max-memory 2000000000',
    );
  });

  it('leaves the share to the flags that were given, and to models that do not take it', () => {
    const steps = { ...NO_FLAGS, train: ['--workers=1', '--max-memory', '4GB'] };
    expect(command('train', { steps })).toMatch(/--no-promote --workers=1 --max-memory 4GB$/);
    expect(command('train', { model: 'deepfm' })).toMatch(/--no-promote --max-memory 2000000000$/);
    expect(command('train', { model: 'word2vec' })).toMatch(
      /main\.js item2vec --mode word2vec .*--no-promote$/,
    );
    const alone = { jobs: 1, threads: null, memoryBytes: null };
    expect(command('train', { shares: alone })).toMatch(/--no-promote$/);
  });

  it('names the folder of the model to the tools', () => {
    expect(command('deploy', { model: 'node2vec' })).toBe(
      '/dist/tools/deploy/main.js --model graph_recall --version v1 --model-dir model --service-url http://a',
    );
  });
});
