import type { Command } from 'commander';
import { addTrainingCommand } from '../run/training-command';
import type { SampledModel } from '../run/sample-data-command';
import { commandOf, type TrainingModel } from '../run/training-model';
import { ITEM2VEC_TUNING, NODE2VEC_TUNING } from '../tune/models/embeddings';
import {
  DCN_TUNING,
  DEEPFM_TUNING,
  DIN_TUNING,
  FINALMLP_TUNING,
  HISTORY_TUNING,
  MMOE_TUNING,
  TOWER_TUNING,
} from '../tune/models/networks';
import { TREE_TUNING } from '../tune/models/trees';
import type { Tuning } from '../tune/models/tuning';
import { addTrial } from '../tune/trials/trial-command';
import { addTuning } from '../tune/tune-command';
import { addValidation } from '../validation/validate-command';
import { dcn } from './dcn';
import { deepfm } from './deepfm';
import { din } from './din';
import { dssm } from './dssm';
import { finalmlp } from './finalmlp';
import { item2vec, MODES } from './item2vec';
import { mmoe } from './mmoe';
import { node2vec } from './node2vec';
import { twoTower } from './two-tower';
import { xgb } from './xgb';
import { youtubeDnn } from './youtube-dnn';

/** A model as the program takes it up: into each of the commands that have one of its own for every model. */
export interface ModelOfProgram {
  readonly name: string;
  readonly addTraining: (program: Command) => void;
  readonly addTuning: (tune: Command) => void;
  readonly addTrial: (trial: Command) => void;
  /** Null for a model that learns from no features. */
  readonly addValidation: ((validate: Command) => void) | null;
  /** What sample data can be written of, by what a user calls it. */
  readonly sampled: Readonly<Record<string, SampledModel>>;
}

/** Every model that can be trained; a new one needs its line here. */
export const MODELS: readonly ModelOfProgram[] = [
  ofProgram(xgb, TREE_TUNING),
  ofProgram(deepfm, DEEPFM_TUNING),
  ofProgram(dcn, DCN_TUNING),
  ofProgram(finalmlp, FINALMLP_TUNING),
  ofProgram(din, DIN_TUNING),
  ofProgram(mmoe, MMOE_TUNING),
  ofProgram(twoTower, TOWER_TUNING),
  ofProgram(youtubeDnn, HISTORY_TUNING),
  ofProgram(dssm, TOWER_TUNING),
  ofProgram(node2vec, NODE2VEC_TUNING),
  ofProgram(item2vec, ITEM2VEC_TUNING, MODES),
];

/** The models of which sample data can be written, by what a user calls them. */
export const SAMPLED_MODELS: ModelOfProgram['sampled'] = Object.fromEntries(
  MODELS.flatMap(({ sampled }) => Object.entries(sampled)),
);

/** @param sampled - where sample data are not those of the model itself */
function ofProgram<Flags>(
  model: TrainingModel<Flags>,
  tuning: Tuning<Flags>,
  sampled: ModelOfProgram['sampled'] = { [commandOf(model)]: model },
): ModelOfProgram {
  return {
    name: commandOf(model),
    addTraining: program => addTrainingCommand(program, model),
    addTuning: tune => addTuning(tune, model, tuning),
    addTrial: trial => addTrial(trial, model),
    addValidation: model.examine ? validate => addValidation(validate, model) : null,
    sampled,
  };
}
