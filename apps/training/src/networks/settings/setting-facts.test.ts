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
    'Stops after epochs without gain: never',
    'Optimizer: AdamW, weight decay 0.01',
    'Optimizer of embeddings: lazy Adam',
    'Gradients cut to norm: never',
    'Batch size: 32',
  ]);
});
