import { Command } from 'commander';
import { addAsked } from './run/add-asked';
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

const [asked, model] = process.argv.slice(2);

addAsked(
  new Map([
    ...MODELS.map(({ name, train }) => [name, () => train(program)] as const),
    ['tune', () => ofModels(addTuneCommand(program), 'tune')],
    ['trial', () => ofModels(addTrialCommand(program), 'trial')],
    ['export-vectors', () => addExportVectorsCommand(program)],
    ['most-similar', () => addMostSimilarCommand(program)],
    ['validate', () => ofModels(addValidateCommand(program), 'validate')],
    ['describe', () => addDescribeCommand(program)],
    ['join-labels', () => addJoinLabelsCommand(program)],
    ['promote', () => addPromoteCommand(program)],
    ['versions', () => addVersionsCommand(program)],
    ['sample-data', () => addSampleDataCommand(program, SAMPLED_MODELS)],
  ]),
  asked,
);

/** Adds to a command what it does for each model. */
function ofModels(command: Command, what: 'tune' | 'trial' | 'validate'): void {
  const adding = MODELS.flatMap(commands => {
    const add = commands[what];
    return add ? [[commands.name, () => add(command)] as const] : [];
  });
  addAsked(new Map(adding), model);
}

void program.parseAsync();
