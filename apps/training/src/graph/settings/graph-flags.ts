import type { Command } from 'commander';
import {
  addEmbeddingFlags,
  embeddingSettings,
  type EmbeddingFlags,
} from '../../embedding/settings/embedding-flags';
import { positiveNumber, positiveWholeNumber, shareBelowOne } from '../../run/number-flags';
import { refuseSplitFlags } from '../../run/split/refused-flags';
import type { NodeSettings } from '../fit/train-nodes';

export const FROM_COLUMN = 'from_id';
export const TO_COLUMN = 'to_id';
export const WEIGHT_COLUMN = 'weight';

/** The flags of the command that trains vectors of the nodes of a graph. */
export interface GraphFlags extends EmbeddingFlags {
  readonly edges?: string;
  readonly fromCol: string;
  readonly toCol: string;
  readonly weightCol?: string;
  /** False with `--no-weights`. */
  readonly weights: boolean;
  readonly directed?: boolean;
  readonly numWalks: number;
  readonly walkLength: number;
  readonly p: number;
  readonly q: number;
  readonly holdOut: number;
}

/** What the trainer is told unless flags say otherwise; docs/embeddings.md says what they were chosen by. */
export const GRAPH_DEFAULTS = { window: 10, minCount: 1, epochs: 1, lr: 0.025 } as const;
const TRAINER_DEFAULTS = { dim: 64 } as const;
const NUM_WALKS = 10;
const WALK_LENGTH = 40;
const HOLD_OUT = 0.1;

export function addGraphFlags(command: Command): void {
  refuseSplitFlags(command, 'Say with --hold-out which share of the neighbours to measure on.');
  command
    .option('--edges <file>', 'the same as --data-path')
    .option('--from-col <column>', 'column with the node that an edge leaves', FROM_COLUMN)
    .option('--to-col <column>', 'column with the node that it leads to', TO_COLUMN)
    .option('--weight-col <column>', `column with its weight (default: ${WEIGHT_COLUMN} if it is there)`)
    .option('--no-weights', 'all edges weigh the same')
    .option('--directed', 'walk along the edges alone, and not against them')
    .option('--num-walks <n>', 'walks that start at each node', positiveWholeNumber, NUM_WALKS)
    .option('--walk-length <n>', 'nodes of a walk', positiveWholeNumber, WALK_LENGTH)
    .option('--p <p>', 'the greater, the rarer a walk goes straight back', positiveNumber, 1)
    .option('--q <q>', 'the greater, the rarer it goes away from where it came from', positiveNumber, 1)
    .option(
      '--hold-out <share>',
      'neighbours that a training of its own is to find again; 0 measures nothing',
      shareBelowOne,
      HOLD_OUT,
    );
  addEmbeddingFlags(command, 'nodes', GRAPH_DEFAULTS, TRAINER_DEFAULTS);
}

/** How the flags say that vectors are made. */
export function nodeSettings(flags: GraphFlags & { readonly seed: number }): NodeSettings {
  const { numWalks, walkLength, p, q, workers, seed, minCount = GRAPH_DEFAULTS.minCount } = flags;
  return {
    walks: { walksPerNode: numWalks, walkLength, p, q, workers, seed },
    training: embeddingSettings(flags, GRAPH_DEFAULTS),
    minCount,
  };
}
