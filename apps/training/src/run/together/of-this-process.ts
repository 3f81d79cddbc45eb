import type { Command } from 'commander';
import { memoryOfEach } from '../memory/memory-budget';
import type { CommonFlags } from '../training-model';
import { askedTogether, type AskedTogether } from './together-flags';
import { openTogether, type Together } from './together';

const PROCESSES = '--processes';
const MAX_MEMORY = '--max-memory';

/** What one process does of what was typed. */
export interface OwnPart<Flags> {
  readonly flags: Flags;
  /** The others, with this one; null where it trains alone. */
  readonly together: Together | null;
}

/**
 * What this process does of what was typed. Where several train on this machine, each takes its part of the memory; none
 * but the first prints anything, or writes sample data.
 *
 * @param command - which has parsed the flags
 * @param say - prints a line
 * @throws BadTrainingRun for flags that do not go together
 */
export function ofThisProcess<Flags extends CommonFlags>(
  typed: Flags,
  command: Command,
  say: (text: string) => void,
): OwnPart<Flags> {
  const asked = askedTogether(typed);
  if (asked === null) return { flags: typed, together: null };
  const isLimited = asked.kind === 'here' && command.options.some(({ long }) => long === MAX_MEMORY);
  const maxMemory = isLimited ? memoryOfEach(typed.maxMemory, asked.worldSize) : typed.maxMemory;
  const together = openTogether(asked, {
    purpose: purposeOf(command.name(), typed),
    argumentsOf: place => argumentsOf(process.argv.slice(2), place, isLimited ? maxMemory : undefined),
    say,
  });
  return {
    flags: {
      ...typed,
      ...(maxMemory !== undefined && { maxMemory }),
      ...(together.rank > 0 && { quiet: true, json: false, gen: false }),
    },
    together,
  };
}

/** What decides what is learnt: processes that differ in it would wait for each other, or learn nonsense. */
const SAME_IN_ALL = [
  'seed',
  'where',
  'split',
  'validShare',
  'timeCol',
  'groupCol',
  'weightCol',
  'negativeShare',
  'normalize',
  'rounds',
  'epochs',
  'earlyStopping',
  'earlyStoppingMetric',
  'evalEvery',
  'calibrate',
  'param',
];

function purposeOf(model: string, flags: object): Record<string, string> {
  const same = Object.entries(flags).filter(([name]) => SAME_IN_ALL.includes(name));
  return {
    'the model': model,
    ...Object.fromEntries(
      same.map(([name, value]) => [
        `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`,
        JSON.stringify(value),
      ]),
    ),
  };
}

/** The arguments of a process that trains with this one on the same machine. */
function argumentsOf(
  args: readonly string[],
  { rank, worldSize, at }: Exclude<AskedTogether, { kind: 'here' }>,
  maxMemory: number | undefined,
): string[] {
  const others = args.filter(
    (argument, i) =>
      argument !== PROCESSES && !argument.startsWith(`${PROCESSES}=`) && args[i - 1] !== PROCESSES,
  );
  return [
    ...others,
    ...['--world-size', String(worldSize), '--rank', String(rank), '--tracker', `${at.host}:${at.port}`],
    ...(maxMemory === undefined ? [] : [MAX_MEMORY, String(maxMemory)]),
  ];
}
