import { Command } from 'commander';
import { addTrainingCommand } from './run/training-command';
import { deepfm } from './models/deepfm';
import { mmoe } from './models/mmoe';
import { xgb } from './models/xgb';

const program = new Command('train')
  .description('Trains the models of the recommender system and writes versioned packages.')
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');

addTrainingCommand(program, xgb);
addTrainingCommand(program, deepfm);
addTrainingCommand(program, mmoe);

void program.parseAsync();
