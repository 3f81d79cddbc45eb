import { finalMlp } from '@reckit/nn';
import { gateFeatures, namesOfFeatures } from '../networks/one-score/gate-features';
import { oneScoreModel } from '../networks/one-score/one-score-model';
import { unitsOption } from '../networks/settings/units-option';
import { BadTrainingRun } from '../run/errors';
import { positiveWholeNumber } from '../run/number-flags';

interface FinalMlpFlags {
  readonly firstLayers: readonly number[];
  readonly secondLayers: readonly number[];
  readonly heads: number;
  /** Absent: the features of the stream count alike. */
  readonly firstGate?: readonly string[];
  readonly secondGate?: readonly string[];
}

/** Two deep networks that are multiplied with each other. */
export const finalmlp = oneScoreModel<FinalMlpFlags>({
  name: 'finalmlp',
  description: 'FinalMLP: two deep networks, multiplied with each other, one score a row',
  dropout: 0.5,
  addFlags(command) {
    command
      .addOption(unitsOption('--first-layers', 'the first stream', [128, 64, 32]))
      .addOption(unitsOption('--second-layers', 'the second stream', [64, 32]))
      .option('--heads <n>', 'parts of the streams that are multiplied in pairs', positiveWholeNumber, 2)
      .option('--first-gate <features>', 'features that weigh what the first stream reads', namesOfFeatures)
      .option(
        '--second-gate <features>',
        'features that weigh what the second stream reads',
        namesOfFeatures,
      );
  },
  checkFlags({ firstLayers, secondLayers, heads }) {
    const uneven = [firstLayers, secondLayers]
      .flatMap(units => units.slice(-1))
      .find(units => units % heads > 0);
    if (uneven === undefined) return;
    throw new BadTrainingRun(
      `--heads ${heads} does not divide ${uneven}, the last number of units of a stream: give one that divides both.`,
    );
  },
  hiddenStacks: ({ firstLayers, secondLayers }) => [firstLayers, secondLayers],
  architecture: ({ firstLayers, secondLayers, heads, firstGate, secondGate }) => ({
    first_layers: firstLayers,
    second_layers: secondLayers,
    heads,
    ...(firstGate && { first_gate: firstGate }),
    ...(secondGate && { second_gate: secondGate }),
  }),
  network: (layout, settings, { firstLayers, secondLayers, heads, firstGate, secondGate }) =>
    finalMlp(layout, {
      ...settings,
      first: { units: firstLayers, gate: gateFeatures('--first-gate', firstGate, layout) },
      second: { units: secondLayers, gate: gateFeatures('--second-gate', secondGate, layout) },
      heads,
    }),
});
