import { deepFm } from '@reckit/nn';
import { oneScoreModel } from '../networks/one-score/one-score-model';
import { unitsOption } from '../networks/settings/units-option';

interface DeepFmFlags {
  readonly deepLayers: readonly number[];
}

/** Factorisation machine and deep network side by side. */
export const deepfm = oneScoreModel<DeepFmFlags>({
  name: 'deepfm',
  description: 'DeepFM: first and second order of the features and a deep network, one score a row',
  dropout: 0.5,
  addFlags(command) {
    command.addOption(unitsOption('--deep-layers', 'the deep part', [128, 64, 32]));
  },
  hiddenStacks: ({ deepLayers }) => [deepLayers],
  architecture: ({ deepLayers }) => ({ deep_layers: deepLayers }),
  network: (layout, settings, { deepLayers }) => deepFm(layout, { ...settings, deepUnits: deepLayers }),
});
