import { Command } from 'commander';
import { addAsked } from './run/add-asked';
import { modelCommands } from './run/model-commands';
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
import { addValidateCommand } from './validation/validate-command';
import { DEEPFM_TUNING, HISTORY_TUNING, MMOE_TUNING, TOWER_TUNING } from './tune/models/networks';
import { ITEM2VEC_TUNING, NODE2VEC_TUNING } from './tune/models/embeddings';
import { TREE_TUNING } from './tune/models/trees';
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

const models = [
  modelCommands(xgb, TREE_TUNING),
  modelCommands(deepfm, DEEPFM_TUNING),
  modelCommands(mmoe, MMOE_TUNING),
  modelCommands(twoTower, TOWER_TUNING),
  modelCommands(youtubeDnn, HISTORY_TUNING),
  modelCommands(dssm, TOWER_TUNING),
  modelCommands(node2vec, NODE2VEC_TUNING),
  modelCommands(item2vec, ITEM2VEC_TUNING),
];
const [asked, model] = process.argv.slice(2);

addAsked(
  new Map([
    ...models.map(({ name, train }) => [name, () => train(program)] as const),
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
  const adding = models.flatMap(commands => {
    const add = commands[what];
    return add ? [[commands.name, () => add(command)] as const] : [];
  });
  addAsked(new Map(adding), model);
}

void program.parseAsync();
