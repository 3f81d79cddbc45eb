import type { Command } from 'commander';
import type { DescribedSource, TrainingData } from '@reckit/training-data';
import type { Console } from '../run/console';
import type { Interruption } from '../run/interruption';
import type { CommonFlags, TrainingModel } from '../run/training-model';
import type { TuneFlags } from './flags/tune-flags';
import type { Tuning } from './models/tuning';
import type { Space } from './space/parameter';
import type { RunTrial } from './trials/run-trial';

/** A tuning as it was asked for. */
export interface TuneRequest<Flags> {
  readonly model: TrainingModel<Flags>;
  readonly tuning: Tuning<Flags>;
  readonly flags: CommonFlags & Flags & TuneFlags;
  /** What has parsed the flags. */
  readonly command: Command;
  /** The flags as they were typed. */
  readonly args: readonly string[];
  readonly console: Console;
  readonly interruption: Interruption;
  readonly runTrial: RunTrial;
  /** Where it is shown how trials stand; null for nowhere. */
  readonly out: NodeJS.WriteStream | null;
}

/** What a tuning works with. */
export interface TuningGround {
  readonly space: Space;
  readonly folder: string;
  readonly data: TrainingData;
  /** What tells the data from others. */
  readonly source: DescribedSource;
}
