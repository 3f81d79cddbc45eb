import { Option, type Command } from 'commander';
import { nonNegativeNumber, positiveWholeNumber, positiveWholeNumbers } from '../../run/number-flags';
import { addRetrievalFlags, type RetrievalFlags } from './flags';

/** The flags of a network that reads histories. */
export interface HistoryFlags extends RetrievalFlags {
  readonly layers: readonly number[];
  readonly recent: readonly number[];
  readonly softmax: 'auto' | 'full' | 'sampled';
  readonly negatives: number;
  readonly negativePower: number;
  readonly minCount: number;
  readonly historyCol?: string;
  readonly targetCol?: string;
  readonly itemCol?: string;
  readonly timeCol?: string;
}

const UNITS = [128, 64];
const RECENT = [10, 3, 1];

export function addHistoryFlags(command: Command): void {
  addRetrievalFlags(command, { query: 'user', dropout: 0.3, lr: 0.002 });
  command
    .addOption(
      new Option('--layers <units>', 'units of the hidden layers')
        .argParser(positiveWholeNumbers)
        .default(UNITS, UNITS.join()),
    )
    .addOption(
      new Option('--recent <counts>', 'the last so many events of a history are read once more by themselves')
        .argParser(positiveWholeNumbers)
        .default(RECENT, RECENT.join()),
    )
    .addOption(
      new Option('--softmax <what>', 'over all items, or over a sample of them; auto: all, up to 5,000')
        .choices(['auto', 'full', 'sampled'])
        .default('auto'),
    )
    .option(
      '--negatives <n>',
      'items drawn for each row of a batch, and shared by its rows',
      positiveWholeNumber,
      4,
    )
    .option(
      '--negative-power <p>',
      'items are drawn by their count to this power; 0 draws all alike',
      nonNegativeNumber,
      0.75,
    )
    .option('--min-count <n>', 'items that are a target less often are left out', positiveWholeNumber, 1)
    .option('--history-col <column>', 'column with the history, the latest event last (default: history)')
    .option('--target-col <column>', 'column with the item that came next (default: target_item_id)')
    .option(
      '--item-col <column>',
      'of a log, column with the item of an event, where there is no history (default: item_id)',
    )
    .option('--time-col <column>', 'column with the time of a row (default: rows are in their order)');
}
