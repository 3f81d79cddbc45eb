import { Command } from 'commander';
import { xgb } from '../../models/xgb';
import { addTrainingFlags } from '../../run/training-flags';
import { addedArguments, shownArguments, trainingArguments } from './training-arguments';
import { addTuneFlags } from './tune-flags';

const TYPED = [
  ...['--data-path', 'clicks.csv', '--trials', '9', '--version=v1', '--param', 'eta=0.1', '--promote'],
  ...['--max-memory=4GB', '--minutes', '5', '--model-dir', 'models', '--json', '--rounds', '50', '--restart'],
];

function parsed(args: readonly string[]): Command {
  const command = new Command('xgb');
  addTrainingFlags(command, xgb);
  addTuneFlags(command);
  return command.parse(args, { from: 'user' });
}

test('a trial is trained by what was typed of the training', () => {
  expect(trainingArguments(TYPED, parsed(TYPED))).toEqual([
    ...['--data-path', 'clicks.csv', '--param', 'eta=0.1', '--rounds', '50'],
  ]);
});

test('the command to train again goes where the version went, under another name', () => {
  expect(shownArguments(TYPED, parsed(TYPED))).toEqual([
    ...[
      '--data-path',
      'clicks.csv',
      '--param',
      'eta=0.1',
      '--promote',
      '--model-dir',
      'models',
      '--rounds',
      '50',
    ],
  ]);
});

test('a trial has one thread unless more are given, and its part of the memory', () => {
  expect(addedArguments(parsed([]), true, 2e9)).toEqual(['--workers', '1', '--max-memory', '2000000000']);
  expect(addedArguments(parsed(['--workers', '4']), false, 2e9)).toEqual([]);
});
