import { InvalidArgumentError, type Command, type Option } from 'commander';
import { quoted } from '@reckit/messages';
import { BadTrainingRun } from '../../run/errors';
import type { Domain, ParameterValue, Space } from './parameter';

/** The flag whose values are settings by a name of their own. */
const NAMED = '--param';

/** What a space is checked against. */
export interface TunableFlags {
  /** The command of the training, with what the user has given. */
  readonly command: Command;
  /** Flags that are no settings of the model, or would make trials measure something else. */
  readonly fixed: ReadonlySet<string>;
  /** The flag that grows from rung to rung. */
  readonly budget: string;
}

/**
 * Says what of a space cannot be searched over.
 *
 * @param file - where it was read
 * @throws BadTrainingRun
 */
export function checkSpace(space: Space, file: string, flags: TunableFlags): void {
  for (const [name, domain] of space) {
    const problem = problemOf(name, domain, flags);
    if (problem !== null) throw new BadTrainingRun(`${file}: ${quoted(name)}: ${problem}`);
  }
}

function problemOf(name: string, domain: Domain, { command, fixed, budget }: TunableFlags): string | null {
  const [flag, ...keys] = name.split(' ');
  const option = command.options.find(({ long, hidden }) => long === flag && !hidden);
  if (!option) return `${command.name()} has no such flag. Write a flag as it is typed, such as "--lr".`;
  if (flag === budget) return 'it grows from rung to rung. Give the most of it on the command line.';
  if (fixed.has(flag)) {
    return 'it is the same in all trials, so that they can be compared. Give it on the command line.';
  }
  if (flag === NAMED ? keys.length !== 1 || keys[0] === '' : keys.length > 0) {
    return flag === NAMED
      ? 'write the parameter behind it, as in "--param max_depth".'
      : `write the flag alone, as in ${quoted(flag)}.`;
  }
  if (isGiven(name, command)) return 'it is given on the command line too. Leave it out there, or here.';
  return valueProblem(option, domain);
}

/** Whether the user has said what a parameter is. */
export function isGiven(name: string, command: Command): boolean {
  const [flag, key] = name.split(' ');
  const option = command.options.find(({ long }) => long === flag);
  if (!option || command.getOptionValueSource(option.attributeName()) !== 'cli') return false;
  if (key === undefined) return true;
  const given: unknown = command.getOptionValue(option.attributeName());
  return typeof given === 'object' && given !== null && key in given;
}

function valueProblem(option: Option, domain: Domain): string | null {
  if (option.isBoolean()) {
    const isSwitch = domain.kind === 'choice' && domain.values.every(value => typeof value === 'boolean');
    return isSwitch ? null : 'it has no value. Write {"values": [true, false]}.';
  }
  if (option.long === NAMED) return null;
  for (const value of samplesOf(domain)) {
    const problem = typeof value === 'boolean' ? 'It needs a value.' : parseProblem(option, String(value));
    if (problem !== null) return `${String(value)} cannot be its value. ${problem}`;
  }
  return null;
}

/** Values of each kind that may be drawn. */
function samplesOf(domain: Domain): readonly ParameterValue[] {
  if (domain.kind === 'choice') return domain.values;
  const { from, to, whole } = domain;
  return whole ? [from, to] : [from, to, Number((from + (to - from) / Math.E).toPrecision(3))];
}

function parseProblem({ parseArg, argChoices }: Option, text: string): string | null {
  if (argChoices && !argChoices.includes(text)) return `It is one of ${argChoices.join(', ')}.`;
  try {
    parseArg?.(text, undefined);
    return null;
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error.message;
    throw error;
  }
}
