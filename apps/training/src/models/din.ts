import { parseFeatureFile, type FeatureSpec } from '@reckit/features';
import { din as dinNetwork, type SequenceReading } from '@reckit/nn';
import { oneScoreModel } from '../networks/one-score/one-score-model';
import { BadTrainingRun } from '../run/errors';
import { unitsOption } from '../networks/settings/units-option';

interface DinFlags {
  readonly attentionLayers: readonly number[];
  readonly attentionSoftmax?: boolean;
  readonly deepLayers: readonly number[];
}

const SAMPLE_FEATURES = {
  features: [
    'user_age',
    'user_gender',
    { name: 'item_id', kind: 'categorical' },
    { name: 'category', kind: 'categorical' },
    { name: 'history', kind: 'sequence', shares: 'category', max_length: 20 },
  ],
};

/** What a user did, each event weighed by what they are shown. */
export const din = oneScoreModel<DinFlags>({
  name: 'din',
  description: 'DIN: a history of which counts what is like the item, and a deep network, one score a row',
  dropout: 0.3,
  usualData: {
    path: 'data/din_data.csv',
    sample: 'interests',
    features: parseFeatureFile(JSON.stringify(SAMPLE_FEATURES), 'the usual features'),
    described: 'user_age, user_gender, item_id, its category, and a history of categories',
  },
  addFlags(command) {
    command
      .addOption(unitsOption('--attention-layers', 'what weighs an event', [36]))
      .option('--attention-softmax', 'let the weights of the events of a row add up to 1')
      .addOption(unitsOption('--deep-layers', 'the deep part', [128, 64, 32]));
  },
  hiddenStacks: ({ deepLayers }) => [deepLayers],
  architecture: ({ attentionLayers, attentionSoftmax, deepLayers }) => ({
    attention_layers: attentionLayers,
    ...(attentionSoftmax && { attention_softmax: true }),
    deep_layers: deepLayers,
  }),
  readings,
  network: (layout, settings, { attentionLayers, attentionSoftmax = false, deepLayers }) =>
    dinNetwork(layout, {
      ...settings,
      attentionUnits: attentionLayers,
      attentionSoftmax,
      deepUnits: deepLayers,
    }),
});

/** Sequences that share a category are read event by event, beside that. */
function readings({ features }: FeatureSpec): Readonly<Record<string, SequenceReading>> {
  const compared = features.filter(feature => feature.kind === 'sequence' && feature.shares !== undefined);
  if (compared.length === 0) {
    const sequence = features.find(({ kind }) => kind === 'sequence')?.name ?? 'history';
    throw new BadTrainingRun(
      `din compares events with a category, and no sequence of the feature file shares one: give "${sequence}" the key "shares" with the name of the category, such as "item_id".`,
    );
  }
  return Object.fromEntries(compared.map(({ name }) => [name, 'by event']));
}
