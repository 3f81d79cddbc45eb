import type { Command } from 'commander';
import type { Manifest, PackageContent } from '@reckit/artifacts';
import type { Console } from './console';
import type { Interruption } from './interruption';
import type { DataFlags } from './source/data-flags';
import type { TrainingData } from './source/training-data';

/** The flags that every training command has. */
export interface CommonFlags extends DataFlags {
  readonly version?: string;
  readonly modelDir: string;
  /** False with `--no-gen`. */
  readonly gen: boolean;
  readonly features?: string;
  readonly seed: number;
  readonly promote?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What a model's training is given. */
export interface TrainingRun<Flags> {
  readonly flags: CommonFlags & Flags;
  readonly version: string;
  readonly createdAt: Date;
  /** What to train on. */
  readonly data: TrainingData;
  readonly console: Console;
  readonly interruption: Interruption;
}

/** What a model's training gives back: the files of the package, and what the manifest says of them. */
export interface TrainedModel {
  readonly files: PackageContent['files'];
  /** The vectors of items, in a file that becomes a part of the package. @default none */
  readonly vectors?: PackageContent['vectors'];
  readonly features: Manifest['features'];
  readonly category_form: Manifest['category_form'];
  readonly training: Manifest['training'];
  readonly data: Manifest['data'];
  readonly seeds: Manifest['seeds'];
  /** Measured on the validation part. */
  readonly metrics: Manifest['metrics'];
  readonly signatures: Manifest['signatures'];
}

/** One model that can be trained. Every file in `models/` exports one. */
export interface TrainingModel<Flags> {
  /** The model's folder in the model directory; the command is the same with `-` for `_`. */
  readonly name: string;
  readonly description: string;
  /** `kind` in the manifest: what it takes to load the package. */
  readonly kind: string;
  /** Where the data lies when no path is given. */
  readonly defaultDataPath: string;
  /** What it learns from when the user describes no features, in words. */
  readonly defaultFeatures: string;
  /** Writes sample data for a first run. */
  writeSampleData(path: string): Promise<void>;
  /** Adds the flags that only this model has. */
  addFlags(command: Command): void;
  train(run: TrainingRun<Flags>): Promise<TrainedModel>;
}

/** What a user types to train a model. */
export function commandOf({ name }: Pick<TrainingModel<never>, 'name'>): string {
  return name.replaceAll('_', '-');
}
