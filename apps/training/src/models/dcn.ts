import { dcn as dcnNetwork } from '@reckit/nn';
import { oneScoreModel } from '../networks/one-score/one-score-model';
import { unitsOption } from '../networks/settings/units-option';
import { positiveWholeNumber } from '../run/number-flags';

interface DcnFlags {
  readonly crossLayers: number;
  /** Absent: full matrices. */
  readonly crossRank?: number;
  readonly deepLayers: readonly number[];
  readonly stacked?: boolean;
}

/** Products of features layer by layer, and a deep network. */
export const dcn = oneScoreModel<DcnFlags>({
  name: 'dcn',
  description: 'DCN-v2: products of the features layer by layer and a deep network, one score a row',
  dropout: 0.5,
  addFlags(command) {
    command
      .option(
        '--cross-layers <n>',
        'cross layers; n of them multiply up to n + 1 features',
        positiveWholeNumber,
        2,
      )
      .option('--cross-rank <n>', 'rank of the matrices of cross layers (default: full)', positiveWholeNumber)
      .addOption(unitsOption('--deep-layers', 'the deep part', [128, 64, 32]))
      .option('--stacked', 'let the deep part read what the cross layers say, in place of the features');
  },
  hiddenStacks: ({ deepLayers }) => [deepLayers],
  architecture: ({ crossLayers, crossRank, deepLayers, stacked }) => ({
    cross_layers: crossLayers,
    ...(crossRank !== undefined && { cross_rank: crossRank }),
    deep_layers: deepLayers,
    ...(stacked && { stacked }),
  }),
  network: (layout, settings, { crossLayers, crossRank, deepLayers, stacked }) =>
    dcnNetwork(layout, { ...settings, crossLayers, crossRank, deepUnits: deepLayers, stacked }),
});
