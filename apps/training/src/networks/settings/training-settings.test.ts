import { numericFeatures, type FeatureSpec } from '@reckit/features';
import { Command } from 'commander';
import type { CommonFlags } from '../../run/training-model';
import { addNetworkFlags, type NetworkFlags } from './flags';
import { hiddenLayers } from './hidden-layers';
import { fingerprintOf, trainingSettings } from './training-settings';
import { writtenDecay } from './weight-decay';

/** The flags that a command line gives. */
function flagsOf(...args: string[]): NetworkFlags & CommonFlags {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addNetworkFlags(command, { dropout: 0.5 });
  command.parse(args, { from: 'user' });
  const common = { modelDir: 'model', dataSource: 'file', cacheSize: 1e9, gen: true, seed: 42 } as const;
  return { ...command.opts<NetworkFlags>(), ...common };
}

test.each([
  [1, 1],
  [20, 20],
  [800, 32],
  [6_399, 32],
  [6_400, 64],
  [40_000, 256],
  [102_400, 1024],
  [5_000_000, 1024],
])('%i training rows are trained in batches of %i', (rows, batchSize) => {
  expect(trainingSettings(flagsOf(), rows).batchSize).toBe(batchSize);
});

test('a batch size is taken as given, but is never more than the rows', () => {
  expect(trainingSettings(flagsOf('--batch-size', '100'), 800).batchSize).toBe(100);
  expect(trainingSettings(flagsOf('--batch-size', '1000000000'), 800).batchSize).toBe(800);
});

test.each([
  ['adam', { kind: 'adam' }, 'lazy-adam'],
  ['adamw', { kind: 'adamw', weightDecay: 0.2 }, 'lazy-adam'],
  ['adagrad', { kind: 'adagrad' }, 'adagrad'],
  ['sgd', { kind: 'sgd' }, 'adagrad'],
])('--optimizer %s', (name, optimizer, tableKind) => {
  const settings = trainingSettings(flagsOf('--optimizer', name, '--weight-decay', '0.2'), 800);
  expect(settings.optimizer).toEqual(optimizer);
  expect(settings.tableOptimizer).toEqual({ kind: tableKind });
});

test('L2 and the decay of groups are there only if they are given', () => {
  const settings = trainingSettings(
    flagsOf('--optimizer', 'adamw', '--weight-decay', 'biases=0', '--l2', '1e-4'),
    800,
  );
  expect(settings.optimizer).toEqual({
    ...{ kind: 'adamw', weightDecay: 0.01, groupDecay: { biases: 0 }, l2: 1e-4 },
  });
  const given = trainingSettings(flagsOf('--l2-embedding', '2', '--embedding-init-scale', '0.3'), 800);
  expect(given.embeddings).toEqual({ l2: 2, initialLimit: 0.3 });
});

test('embeddings decay by default where a model has it so: by the steps of an epoch, with Adam', () => {
  const decay = (rows: number, ...args: string[]) =>
    trainingSettings(flagsOf(...args), rows, true).embeddings.l2;
  expect(trainingSettings(flagsOf(), 800).embeddings.l2).toBe(0);
  expect(decay(800)).toBe(0.5);
  expect(decay(1_024_000)).toBe(0.0625);
  expect(decay(800, '--lr', '0.5')).toBeCloseTo(0.2, 10);
  expect(decay(800, '--optimizer', 'sgd')).toBe(0);
  expect(decay(800, '--l2-embedding', '0')).toBe(0);
});

test.each([
  ['0.2', { rate: 0.2, groups: {} }, 0.2],
  ['0', { rate: 0, groups: {} }, 0],
  ['deep=0.1, biases=0', { rate: 0.01, groups: { deep: 0.1, biases: 0 } }, '0.01,deep=0.1,biases=0'],
  ['1e-3,tower_ctr=2', { rate: 0.001, groups: { tower_ctr: 2 } }, '0.001,tower_ctr=2'],
])('--weight-decay %s', (text, decay, written) => {
  expect(flagsOf('--weight-decay', text).weightDecay).toEqual(decay);
  expect(writtenDecay(decay)).toBe(written);
});

test('hidden layers have one dropout or one each, and one norm or none', () => {
  const layersOf = (...args: string[]) => hiddenLayers(flagsOf(...args), [[64, 32], [16]]);
  expect(layersOf()).toEqual({ dropout: 0.5 });
  expect(layersOf('--dropout', '0.2,0.1')).toEqual({ dropout: [0.2, 0.1] });
  expect(layersOf('--dropout', '0.2', '--batch-norm')).toEqual({ dropout: 0.2, norm: 'batch' });
  expect(layersOf('--layer-norm')).toEqual({ dropout: 0.5, norm: 'layer' });
  const usually = (...args: string[]) => hiddenLayers(flagsOf(...args), [[8]], 'batch').norm;
  expect(usually()).toBe('batch');
  expect(usually('--layer-norm')).toBe('layer');
  expect(usually('--no-norm')).toBeUndefined();
  expect(usually('--batch-size', '1')).toBeUndefined();
  expect(() => layersOf('--dropout', '0.2,0.1,0')).toThrow(
    '--dropout 0.2,0.1,0 has 3 rates for 2 hidden layers: give one for all, or one a layer.',
  );
});

test.each([
  [['--batch-norm', '--batch-size', '1'], 'give --batch-size 2 or more, or --layer-norm.'],
  [['--l2-embedding', '100', '--lr', '0.01'], '--l2-embedding 100 with --lr 0.01 leaves nothing'],
])('%j do not go together', (args, message) => {
  expect(() => trainingSettings(flagsOf(...args), 800)).toThrow(message);
});

test('gradients are clipped only if a norm is given, threads are as many as asked for', () => {
  expect(trainingSettings(flagsOf(), 800)).toMatchObject({ clipNorm: null, threads: 1 });
  const settings = trainingSettings(flagsOf('--clip-norm', '2.5', '--workers', '3'), 800);
  expect(settings).toMatchObject({ clipNorm: 2.5, threads: 3 });
});

test('the learning rate falls to a tenth over all steps, or not at all', () => {
  const rates = (schedule: string) => {
    const flags = flagsOf('--lr', '0.02', '--lr-schedule', schedule, '--epochs', '4', '--batch-size', '8');
    const { learningRate } = trainingSettings(flags, 78);
    return [1, 20, 41].map(learningRate);
  };
  expect(rates('constant')).toEqual([0.02, 0.02, 0.02]);
  for (const schedule of ['cosine', 'exponential']) {
    const [first, middle, last] = rates(schedule);
    expect(first).toBeCloseTo(0.02, 3);
    expect(middle).toBeLessThan(0.015);
    expect(last).toBeCloseTo(0.002, 3);
  }
});

test.each([
  [['--epochs', '0'], 'whole number, 1 or more'],
  [['--batch-size', '1.5'], 'whole number'],
  [['--lr', '0'], 'above 0'],
  [['--lr', 'fast'], 'Give a number'],
  [['--dropout', '1'], 'below 1'],
  [['--dropout', '0.5,1'], 'below 1'],
  [['--dropout', '0.5,'], '0 or more'],
  [['--weight-decay', '0.1,0.2'], '0.01,biases=0'],
  [['--weight-decay', 'biases='], '0.01,biases=0'],
  [['--weight-decay', 'biases=-1'], '0.01,biases=0'],
  [['--l2', '-1'], '0 or more'],
  [['--embedding-init-scale', '0'], 'above 0'],
  [['--batch-norm', '--layer-norm'], 'cannot be used with'],
  [['--batch-norm', '--no-norm'], 'cannot be used with'],
  [['--layer-norm', '--no-norm'], 'cannot be used with'],
  [['--clip-norm', '-1'], '0 or more'],
  [['--optimizer', 'lion'], 'adam, adamw, adagrad, sgd'],
  [['--lr-schedule', 'linear'], 'constant, cosine, exponential'],
  [['--engine', 'torch'], 'compiled, eager'],
  [['--checkpoint-every', ''], '0 or more'],
])('%j is refused', (args, message) => {
  expect(() => flagsOf(...args)).toThrow(message);
});

describe('the fingerprint of a run', () => {
  const spec: FeatureSpec = {
    ...numericFeatures(['age']),
    features: [
      { kind: 'numeric', name: 'age', default: 0 },
      { kind: 'categorical', name: 'city', default: null, coding: vocabulary([]) },
    ],
  };
  const fitted: FeatureSpec = {
    ...spec,
    features: [
      { kind: 'numeric', name: 'age', default: 0, scaling: { mean: 3, std: 2 } },
      { kind: 'categorical', name: 'city', default: null, coding: vocabulary(['Oslo']) },
    ],
  };
  const usual = { features: spec, target: 'label', args: new Array<string>() };

  function vocabulary(values: readonly string[]) {
    return { kind: 'vocabulary', minCount: 1, values } as const;
  }

  function fingerprint({ features, target, args }: typeof usual) {
    const flags = flagsOf(...args);
    const data = { spec: features, rowCount: 100, targets: new Map([[target, new Float32Array(100)]]) };
    return fingerprintOf(flags, trainingSettings(flags, 80), data, 'f'.repeat(64), { deepUnits: [8, 4] });
  }

  /** The names under which two runs differ. */
  function differences(changes: Partial<typeof usual>): string[] {
    const [one, other] = [fingerprint(usual), fingerprint({ ...usual, ...changes })];
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
      name => one[name] !== other[name],
    );
  }

  test('is the same for the same run, whatever was fitted and however it is watched', () => {
    expect(differences({})).toEqual([]);
    expect(differences({ features: fitted })).toEqual([]);
    const args = [
      '--epochs',
      '99',
      '--checkpoint-every',
      '0',
      '--resume',
      '--workers',
      '2',
      '--engine',
      'eager',
    ];
    expect(differences({ args })).toEqual([]);
  });

  test.each<[string[], Partial<typeof usual>]>([
    [['targets'], { target: 'clicked' }],
    [['--lr'], { args: ['--lr', '0.5'] }],
    [['--batch-size'], { args: ['--batch-size', '5'] }],
    [['--optimizer'], { args: ['--optimizer', 'sgd'] }],
    [['--clip-norm'], { args: ['--clip-norm', '1'] }],
    [['--weight-decay'], { args: ['--weight-decay', 'biases=0'] }],
    [['--l2', '--l2-embedding'], { args: ['--l2', '1', '--l2-embedding', '1'] }],
    [['--embedding-init-scale'], { args: ['--embedding-init-scale', '1'] }],
    [['--lr-schedule', '--epochs'], { args: ['--lr-schedule', 'cosine'] }],
    [
      ['the description of the features'],
      { features: { ...spec, features: [{ kind: 'numeric', name: 'age', default: 1 }, spec.features[1]] } },
    ],
    [
      ['features', 'the description of the features'],
      { features: { ...spec, features: spec.features.slice(0, 1) } },
    ],
  ])('differs in %j', (names, changes) => {
    expect(differences(changes)).toEqual(names);
  });
});
