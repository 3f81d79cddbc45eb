import { Command } from 'commander';
import { dcn } from '../../models/dcn';
import { deepfm } from '../../models/deepfm';
import { din } from '../../models/din';
import { dssm } from '../../models/dssm';
import { finalmlp } from '../../models/finalmlp';
import { item2vec } from '../../models/item2vec';
import { mmoe } from '../../models/mmoe';
import { node2vec } from '../../models/node2vec';
import { twoTower } from '../../models/two-tower';
import { xgb } from '../../models/xgb';
import { youtubeDnn } from '../../models/youtube-dnn';
import { addTrainingFlags } from '../../run/training-flags';
import type { CommonFlags, TrainingModel } from '../../run/training-model';
import { fixedFlags } from '../flags/tune-flags';
import { checkSpace } from '../space/check-space';
import { ITEM2VEC_TUNING, NODE2VEC_TUNING } from './embeddings';
import {
  DCN_TUNING,
  DEEPFM_TUNING,
  DIN_TUNING,
  FINALMLP_TUNING,
  HISTORY_TUNING,
  MMOE_TUNING,
  TOWER_TUNING,
} from './networks';
import { TREE_TUNING } from './trees';
import type { Tuning } from './tuning';

/** What a tuning of a model finds on an empty command line. */
function foundOf<Flags>(
  model: TrainingModel<Flags>,
  { space, budget, fixed, measuresNothing }: Tuning<Flags>,
) {
  const command = new Command(model.name);
  addTrainingFlags(command, model);
  command.parse([], { from: 'user' });
  const flags = command.opts<CommonFlags & Flags>();
  const all = fixedFlags(model, fixed);
  checkSpace(space, 'the usual space', { command, budget: budget.flag, fixed: all });
  const known = command.options.map(({ long }) => long);
  return {
    unknown: [budget.flag, ...fixed].filter(flag => !known.includes(flag)),
    most: budget.most(flags),
    nothing: measuresNothing(flags),
  };
}

test.each([
  ['xgb', foundOf(xgb, TREE_TUNING), 1_000],
  ['deepfm', foundOf(deepfm, DEEPFM_TUNING), 50],
  ['dcn', foundOf(dcn, DCN_TUNING), 50],
  ['finalmlp', foundOf(finalmlp, FINALMLP_TUNING), 50],
  ['din', foundOf(din, DIN_TUNING), 50],
  ['mmoe', foundOf(mmoe, MMOE_TUNING), 50],
  ['two-tower', foundOf(twoTower, TOWER_TUNING), 50],
  ['dssm', foundOf(dssm, TOWER_TUNING), 50],
  ['youtube-dnn', foundOf(youtubeDnn, HISTORY_TUNING), 50],
  ['item2vec', foundOf(item2vec, ITEM2VEC_TUNING), 40],
  ['node2vec', foundOf(node2vec, NODE2VEC_TUNING), 10],
])('the usual space of %s fits its flags, and the budget is the usual one', (_, found, most) => {
  expect(found).toEqual({ unknown: [], most, nothing: null });
});
