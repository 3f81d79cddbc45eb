import type { Command } from 'commander';
import { TUNE_FLAGS } from './tune-flags';

/** Flags of a training that a tuning sets for its trials, or that say what is done with the winner. */
const OF_THE_RESULT = ['--version', '--model-dir', '--promote', '--no-promote', '--json', '--quiet'];

/**
 * The arguments of the training that are tuned: those that were typed, without what is of the tuning or of its result.
 *
 * @param args - as they were typed, after the name of the command
 * @param command - which has parsed them
 */
export function trainingArguments(args: readonly string[], command: Command): string[] {
  return withoutFlags(args, command, new Set([...TUNE_FLAGS, ...OF_THE_RESULT]));
}

/** The arguments with which the winner is trained again: those that were typed, without what is of the tuning. */
export function shownArguments(args: readonly string[], command: Command): string[] {
  return withoutFlags(args, command, new Set([...TUNE_FLAGS, '--version', '--json', '--quiet']));
}

function withoutFlags(args: readonly string[], command: Command, flags: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [typed] = args[i].split('=', 1);
    const option = command.options.find(({ long }) => long === typed);
    const hasValue = option?.required === true && !args[i].includes('=');
    const own = hasValue ? args.slice(i, i + 2) : [args[i]];
    if (!flags.has(typed)) kept.push(...own);
    i += own.length - 1;
  }
  return kept;
}

/**
 * What a tuning adds to the arguments of its trials: one thread, so that a trial is the same however many run beside it,
 * and its part of the memory.
 */
export function addedArguments(command: Command, trainsByMemory: boolean, trialBytes: number): string[] {
  const hasWorkers = command.options.some(({ long }) => long === '--workers');
  const isGiven = command.getOptionValueSource('workers') === 'cli';
  return [
    ...(hasWorkers && !isGiven ? ['--workers', '1'] : []),
    ...(trainsByMemory ? ['--max-memory', String(trialBytes)] : []),
  ];
}
