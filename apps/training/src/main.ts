import { Command } from 'commander';
import { addTrainingCommand } from './run/training-command';
import { deepfm } from './models/deepfm';
import { dssm } from './models/dssm';
import { mmoe } from './models/mmoe';
import { node2vec } from './models/node2vec';
import { twoTower } from './models/two-tower';
import { xgb } from './models/xgb';
import { youtubeDnn } from './models/youtube-dnn';
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
addExportVectorsCommand(program);
addPromoteCommand(program);
addVersionsCommand(program);

void program.parseAsync();
