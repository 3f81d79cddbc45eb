import { modelCommands, type ModelCommands } from '../run/model-commands';
import { ITEM2VEC_TUNING, NODE2VEC_TUNING } from '../tune/models/embeddings';
import {
  DCN_TUNING,
  DEEPFM_TUNING,
  FINALMLP_TUNING,
  HISTORY_TUNING,
  MMOE_TUNING,
  TOWER_TUNING,
} from '../tune/models/networks';
import { TREE_TUNING } from '../tune/models/trees';
import { dcn } from './dcn';
import { deepfm } from './deepfm';
import { dssm } from './dssm';
import { finalmlp } from './finalmlp';
import { item2vec, MODES } from './item2vec';
import { mmoe } from './mmoe';
import { node2vec } from './node2vec';
import { twoTower } from './two-tower';
import { xgb } from './xgb';
import { youtubeDnn } from './youtube-dnn';

/** Every model that can be trained; a new one needs its line here. */
export const MODELS: readonly ModelCommands[] = [
  modelCommands(xgb, TREE_TUNING),
  modelCommands(deepfm, DEEPFM_TUNING),
  modelCommands(dcn, DCN_TUNING),
  modelCommands(finalmlp, FINALMLP_TUNING),
  modelCommands(mmoe, MMOE_TUNING),
  modelCommands(twoTower, TOWER_TUNING),
  modelCommands(youtubeDnn, HISTORY_TUNING),
  modelCommands(dssm, TOWER_TUNING),
  modelCommands(node2vec, NODE2VEC_TUNING),
  modelCommands(item2vec, ITEM2VEC_TUNING, MODES),
];

/** The models of which sample data can be written, by what a user calls them. */
export const SAMPLED_MODELS: ModelCommands['sampled'] = Object.fromEntries(
  MODELS.flatMap(({ sampled }) => Object.entries(sampled)),
);
