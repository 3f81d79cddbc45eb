import { Option, type Command } from 'commander';
import type { SeenItems } from '@reckit/training-data';
import { addNetworkFlags, type NetworkFlags } from '../../networks/settings/flags';
import {
  positiveNumber,
  positiveWholeNumber,
  positiveWholeNumbers,
  wholeNumber,
} from '../../run/number-flags';
import { refuseSplitFlags } from '../../run/split/refused-flags';
import { share, VALIDATION_SHARE } from '../../run/split/split-flags';
import { HOLD_OUTS, type HoldOutFlags } from '../data/hold-out';
import { BEST_BY } from '../fit/stopping-metric';

/** The flags that all networks have that retrieve. */
export interface RetrievalFlags extends NetworkFlags, HoldOutFlags {
  readonly dim: number;
  readonly seenItems: SeenItems;
}

/** The flags of networks with a tower for each side. */
export interface TowerFlags extends RetrievalFlags {
  readonly queryLayers: readonly number[];
  readonly itemLayers: readonly number[];
  readonly temperature: number;
  readonly learnTemperature?: boolean;
  readonly objective: 'in-batch' | 'pairs' | 'auto';
  readonly extraNegatives: number;
  readonly itemCol?: string;
  readonly timeCol?: string;
}

/** What a model of two towers calls its sides, and learns unless it is told otherwise. */
export interface TowerDefaults {
  readonly query: string;
  readonly item: string;
  readonly objective: TowerFlags['objective'];
}

const TOWER_UNITS = [128, 64];

export function addRetrievalFlags(
  command: Command,
  { query, ...defaults }: { readonly query: string; readonly dropout: number; readonly lr: number },
): void {
  addNetworkFlags(command, {
    ...defaults,
    embeddingDim: 64,
    stoppingMetric: BEST_BY,
    userFor: `whose last one is held out (default: ${query}_id if it is there)`,
  });
  refuseSplitFlags(command, `Say with --hold-out what to measure on: ${HOLD_OUTS.join(', ')}.`);
  command
    .option('--dim <n>', 'numbers in a vector', positiveWholeNumber, 64)
    .addOption(
      new Option(
        '--hold-out <what>',
        'rows to measure on: the last of each user, the newest by time, whole groups, any at random, or none',
      )
        .choices(HOLD_OUTS)
        .default('last'),
    )
    .option(
      '--valid-share <share>',
      `share of the rows to measure on, at most (default: ${VALIDATION_SHARE})`,
      share,
    )
    .option('--group-col <column>', 'for groups: their column (default: that of the users)')
    .addOption(
      new Option(
        '--seen-items <what>',
        'what is measured of items that a user has had: left out, kept, or left out where hardly any is repeated',
      )
        .choices(['auto', 'exclude', 'keep'])
        .default('auto'),
    );
}

export function addTowerFlags(command: Command, { query, item, objective }: TowerDefaults): void {
  addRetrievalFlags(command, { query, dropout: 0, lr: 0.001 });
  command
    .addOption(
      new Option('--query-layers <units>', `units of the hidden layers of the ${query} tower`)
        .argParser(positiveWholeNumbers)
        .default(TOWER_UNITS, TOWER_UNITS.join()),
    )
    .addOption(
      new Option('--item-layers <units>', `units of the hidden layers of the ${item} tower`)
        .argParser(positiveWholeNumbers)
        .default(TOWER_UNITS, TOWER_UNITS.join()),
    )
    .option('--temperature <t>', 'what the cosine is divided by', positiveNumber, 0.1)
    .option('--learn-temperature', 'go on from there in training')
    .addOption(
      new Option(
        '--objective <what>',
        'find the item of a row among those of its batch, or tell pairs with label 1 from those with 0; auto: pairs where there are both',
      )
        .choices(['auto', 'in-batch', 'pairs'])
        .default(objective),
    )
    .option(
      '--extra-negatives <n>',
      'items drawn from all for each row of a batch, beside its own',
      wholeNumber,
      0,
    )
    .option('--item-col <column>', `column with the id of the ${item} (default: ${item}_id if it is there)`)
    .option('--time-col <column>', 'column with the time of a row (default: rows are in their order)');
}
