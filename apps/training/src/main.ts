import { Command } from 'commander';
import { addTrainingCommand } from './run/training-command';
import { xgb } from './models/xgb';

const program = new Command('train')
  .description('Trains the models of the recommender system and writes versioned packages.')
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');

for (const model of [xgb]) addTrainingCommand(program, model);

void program.parseAsync();
