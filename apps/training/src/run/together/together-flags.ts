import { InvalidArgumentError, type Command } from 'commander';
import type { MeetingPlace } from '@reckit/collective';
import { BadTrainingRun } from '../errors';
import { positiveWholeNumber, wholeNumber } from '../number-flags';

/** The flags of trainings that several processes can share. */
export interface TogetherFlags {
  readonly processes?: number;
  readonly rank?: number;
  readonly worldSize?: number;
  readonly tracker?: MeetingPlace;
}

/** Which processes train, as the flags say. */
export type AskedTogether =
  /** On this machine: the others are started by this one. */
  | { readonly kind: 'here'; readonly worldSize: number }
  /** Each started by itself. */
  | {
      readonly kind: 'anywhere';
      readonly rank: number;
      readonly worldSize: number;
      readonly at: MeetingPlace;
    };

/** Adds the flags of a training that several processes can share. */
export function addTogetherFlags(command: Command): void {
  command
    .option('--processes <n>', 'train in so many processes on this machine', positiveWholeNumber)
    .option(
      '--world-size <n>',
      'train in so many processes, on several machines, each of which is started with this command',
      positiveWholeNumber,
    )
    .option(
      '--rank <n>',
      'of these processes, which one this is: the first is 0, and writes the package',
      wholeNumber,
    )
    .option('--tracker <host:port>', 'where the others find the first of these processes', placeOf);
}

/**
 * Null for a training in one process.
 *
 * @throws BadTrainingRun for flags that do not go together
 */
export function askedTogether({ processes, rank, worldSize, tracker }: TogetherFlags): AskedTogether | null {
  const flags = { '--world-size': worldSize, '--rank': rank, '--tracker': tracker };
  const names = Object.keys(flags);
  const given = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (processes !== undefined && given.length > 0) {
    throw new BadTrainingRun(
      `--processes starts all processes on this machine, and ${given.join(', ')} ${given.length === 1 ? 'is' : 'are'} for several machines: give one or the other.`,
    );
  }
  if (processes !== undefined) return processes === 1 ? null : { kind: 'here', worldSize: processes };
  if (worldSize === undefined || rank === undefined || tracker === undefined) {
    if (given.length === 0 || (given.length === 1 && worldSize === 1)) return null;
    const missing = names.filter(name => !given.includes(name));
    throw new BadTrainingRun(
      `${given.join(' and ')} without ${missing.join(' and ')}: a training on several machines needs all three, or give --processes for one machine.`,
    );
  }
  if (rank >= worldSize) {
    throw new BadTrainingRun(
      `--rank is ${rank} of ${worldSize} processes: give each a number from 0 to ${worldSize - 1}.`,
    );
  }
  return worldSize === 1 ? null : { kind: 'anywhere', rank, worldSize, at: tracker };
}

function placeOf(text: string): MeetingPlace {
  const [, host, digits] = /^\[?([^[\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new InvalidArgumentError(
      'Give the host of the first process and a port that is free there, as in train-0:9091.',
    );
  }
  return { host, port };
}
