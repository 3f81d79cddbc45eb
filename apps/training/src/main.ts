import { Command } from 'commander';
import { addTrainingCommand } from './run/training-command';
import { deepfm } from './models/deepfm';
import { addDescribeCommand } from './describe/describe-command';
import { addMostSimilarCommand } from './embedding/most-similar/most-similar-command';
import { dssm } from './models/dssm';
import { addJoinLabelsCommand } from './labels/join-labels-command';
import { item2vec } from './models/item2vec';
import { mmoe } from './models/mmoe';
import { node2vec } from './models/node2vec';
import { twoTower } from './models/two-tower';
import { xgb } from './models/xgb';
import { youtubeDnn } from './models/youtube-dnn';
import { SAMPLED_MODELS } from './models/sampled-models';
import { addSampleDataCommand } from './run/sample-data-command';
import { addValidateCommand, addValidation } from './validation/validate-command';
import { DEEPFM_TUNING, HISTORY_TUNING, MMOE_TUNING, TOWER_TUNING } from './tune/models/networks';
import { ITEM2VEC_TUNING, NODE2VEC_TUNING } from './tune/models/embeddings';
import { TREE_TUNING } from './tune/models/trees';
import { addTrial, addTrialCommand } from './tune/trials/trial-command';
import { addTuneCommand, addTuning } from './tune/tune-command';
import { addExportVectorsCommand } from './vectors/export-vectors-command';
import { addPromoteCommand } from './versions/promote-command';
import { addVersionsCommand } from './versions/versions-command';

const program = new Command('train')
  .description(
    'Trains the models of the recommender system, writes versioned packages and says which one is current.',
  )
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');

addTrainingCommand(program, xgb);
addTrainingCommand(program, deepfm);
addTrainingCommand(program, mmoe);
addTrainingCommand(program, twoTower);
addTrainingCommand(program, youtubeDnn);
addTrainingCommand(program, dssm);
addTrainingCommand(program, node2vec);
addTrainingCommand(program, item2vec);
const tune = addTuneCommand(program);
addTuning(tune, xgb, TREE_TUNING);
addTuning(tune, deepfm, DEEPFM_TUNING);
addTuning(tune, mmoe, MMOE_TUNING);
addTuning(tune, twoTower, TOWER_TUNING);
addTuning(tune, youtubeDnn, HISTORY_TUNING);
addTuning(tune, dssm, TOWER_TUNING);
addTuning(tune, node2vec, NODE2VEC_TUNING);
addTuning(tune, item2vec, ITEM2VEC_TUNING);
const trial = addTrialCommand(program);
addTrial(trial, xgb);
addTrial(trial, deepfm);
addTrial(trial, mmoe);
addTrial(trial, twoTower);
addTrial(trial, youtubeDnn);
addTrial(trial, dssm);
addTrial(trial, node2vec);
addTrial(trial, item2vec);
addExportVectorsCommand(program);
addMostSimilarCommand(program);
const validate = addValidateCommand(program);
addValidation(validate, xgb);
addValidation(validate, deepfm);
addValidation(validate, mmoe);
addValidation(validate, twoTower);
addValidation(validate, youtubeDnn);
addValidation(validate, dssm);
addDescribeCommand(program);
addJoinLabelsCommand(program);
addPromoteCommand(program);
addVersionsCommand(program);
addSampleDataCommand(program, SAMPLED_MODELS);

void program.parseAsync();
