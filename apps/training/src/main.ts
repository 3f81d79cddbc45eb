import { Command } from 'commander';
import { addDescribeCommand } from './describe/describe-command';
import { addMostSimilarCommand } from './embedding/most-similar/most-similar-command';
import { addJoinLabelsCommand } from './labels/join-labels-command';
import { MODELS, SAMPLED_MODELS } from './models/models';
import { addAsked } from './run/add-asked';
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

const [asked, model] = process.argv.slice(2);

addAsked(
  new Map([
    ...MODELS.map(({ name, addTraining }) => [name, () => addTraining(program)] as const),
    ['tune', () => ofModels(addTuneCommand(program), 'addTuning')],
    ['trial', () => ofModels(addTrialCommand(program), 'addTrial')],
    ['export-vectors', () => addExportVectorsCommand(program)],
    ['most-similar', () => addMostSimilarCommand(program)],
    ['validate', () => ofModels(addValidateCommand(program), 'addValidation')],
    ['describe', () => addDescribeCommand(program)],
    ['join-labels', () => addJoinLabelsCommand(program)],
    ['promote', () => addPromoteCommand(program)],
    ['versions', () => addVersionsCommand(program)],
    ['sample-data', () => addSampleDataCommand(program, SAMPLED_MODELS)],
  ]),
  asked,
);

/** Adds to a command what it does for each model. */
function ofModels(command: Command, what: 'addTuning' | 'addTrial' | 'addValidation'): void {
  const adding = MODELS.flatMap(({ name, [what]: add }) =>
    add ? [[name, () => add(command)] as const] : [],
  );
  addAsked(new Map(adding), model);
}

void program.parseAsync();
