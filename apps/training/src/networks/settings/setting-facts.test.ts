import { settingFacts } from './setting-facts';

test('settings are told in words, not as the manifest writes them', () => {
  const facts = settingFacts({
    engine: 'compiled',
    architecture: {
      tower_layers: [32, 16],
      tasks: [
        { name: 'ctr', kind: 'binary', label: 'label', weight: 1 },
        { name: 'gmv', kind: 'regression', label: 'gmv', weight: 0.3, transform: 'scale', loss: 'mse' },
      ],
    },
    early_stopping: 0,
    optimizer: { kind: 'adamw', weightDecay: 0.01 },
    table_optimizer: { kind: 'lazy-adam' },
    clip_norm: null,
    batch_size: 32,
  });
  expect(facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'Engine: compiled',
    'Units of the towers: 32, 16',
    'Tasks: ctr from label, gmv (weight 0.3)',
    'Stops after evaluations without gain: never',
    'Optimizer: AdamW, weight decay 0.01',
    'Optimizer of embeddings: lazy Adam',
    'Gradients cut to norm: never',
    'Batch size: 32',
  ]);
});

test('the settings of a retrieval are told as what they do', () => {
  const told = (architecture: object) =>
    settingFacts({ architecture }).map(({ name, value }) => `${name}: ${value}`);
  expect(
    told({
      query_layers: [128, 64],
      item_layers: [32],
      vector_dim: 64,
      learns_temperature: false,
      objective: 'in-batch',
      extra_negatives: 2,
    }),
  ).toEqual([
    'Units of the query tower: 128, 64',
    'Units of the item tower: 32',
    'Numbers in a vector: 64',
    'Temperature is learnt: no',
    'Objective: find the item among those of the batch',
    'Extra negatives a row: 2',
  ]);
  expect(
    told({
      layers: [128],
      recent: [],
      softmax: 'sampled',
      negatives: 4,
      negative_power: 0.75,
    }),
  ).toEqual([
    'Units of the hidden layers: 128',
    'Last events read once more: none',
    'Softmax over: a sample of the items',
    'Negatives a row: 4',
    'Negatives drawn by count to the power: 0.75',
  ]);
  expect(told({ learns_temperature: true, objective: 'pairs', recent: [10, 3], softmax: 'full' })).toEqual([
    'Temperature is learnt: yes',
    'Objective: tell label 1 from label 0',
    'Last events read once more: 10, 3',
    'Softmax over: all items',
  ]);
});
