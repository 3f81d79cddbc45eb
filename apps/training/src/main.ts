import { Command } from 'commander';
import { addDescribeCommand } from './describe/describe-command';
import { addMostSimilarCommand } from './embedding/most-similar/most-similar-command';
import { addJoinLabelsCommand } from './labels/join-labels-command';
import { MODELS, SAMPLED_MODELS } from './models/models';
import { addSampleDataCommand } from './run/sample-data-command';
import { addValidateCommand } from './validation/validate-command';
import { addTrialCommand } from './tune/trials/trial-command';
import { addTuneCommand } from './tune/tune-command';
import { addExportVectorsCommand } from './vectors/export-vectors-command';
import { addPromoteCommand } from './versions/promote-command';
import { addVersionsCommand } from './versions/versions-command';

const program = new Command('train')
  .description(
    'Trains the models of the recommender system, writes versioned packages and says which one is current.',
  )
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');

MODELS.forEach(model => model.addTraining(program));
const tune = addTuneCommand(program);
MODELS.forEach(model => model.addTuning(tune));
const trial = addTrialCommand(program);
MODELS.forEach(model => model.addTrial(trial));
addExportVectorsCommand(program);
addMostSimilarCommand(program);
const validate = addValidateCommand(program);
MODELS.forEach(model => model.addValidation(validate));
addDescribeCommand(program);
addJoinLabelsCommand(program);
addPromoteCommand(program);
addVersionsCommand(program);
addSampleDataCommand(program, SAMPLED_MODELS);

void program.parseAsync();
