import type { Command } from 'commander';
import type { Manifest, PackageContent } from '@reckit/artifacts';
import type { DataFlags, DataOfModel, TrainingData } from '@reckit/training-data';
import type { Console } from './console';
import type { InitFlags } from './init/init-flags';
import type { InitialVersion } from './init/initial-version';
import type { Interruption } from './interruption';
import type { MemoryFlags } from './memory/memory-flags';
import type { TrainingMemory } from './memory/training-memory';
import type { SeedMetrics } from '../repeat/seed-metrics';
import type { Together } from './together/together';
import type { TogetherFlags } from './together/together-flags';
import type { ValidationFlags } from '../validation/flags';
import type { Inspect, Inspection } from '../validation/inspection';

/** The flags that every training command has; those of a validation only where a model learns from features. */
export interface CommonFlags
  extends DataFlags, InitFlags, MemoryFlags, TogetherFlags, Partial<ValidationFlags> {
  readonly version?: string;
  readonly modelDir: string;
  /** False with `--no-gen`. */
  readonly gen: boolean;
  readonly features?: string;
  readonly seed: number;
  /** That of the split, where it is another one. */
  readonly splitSeed?: number;
  /** With how many seeds is trained; absent where a model has no such flag. */
  readonly repeat?: number;
  /** True with `--promote`, false with `--no-promote`. */
  readonly promote?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What reads the data of a model. */
export interface ReadingRun<Flags> {
  readonly flags: CommonFlags & Flags;
  /** What to train on. */
  readonly data: TrainingData;
  /** What to go on from; null for a training that begins with nothing. */
  readonly initial: InitialVersion | null;
  readonly memory: TrainingMemory;
  readonly console: Console;
  /** Looks at the data once they are read. */
  readonly inspect: Inspect;
}

/** What a model's training is given. */
export interface TrainingRun<Flags> extends ReadingRun<Flags> {
  readonly version: string;
  readonly createdAt: Date;
  readonly interruption: Interruption;
  /** What trainings have measured that differ by their seed alone; none where it is not repeated. */
  readonly otherSeeds: readonly SeedMetrics[];
  /** The processes that train it with this one; null where it trains alone. */
  readonly together: Together | null;
}

/** What a model's training gives back: the files of the package, and what the manifest says of them. */
export interface TrainedModel {
  readonly files: PackageContent['files'];
  /** The vectors of items, in a file that becomes a part of the package. @default none */
  readonly vectors?: PackageContent['vectors'];
  /** Which of them are neighbours in a graph, in a file that becomes a part of the package. @default it does not tell */
  readonly neighbours?: PackageContent['neighbours'];
  readonly features: Manifest['features'];
  readonly category_form: Manifest['category_form'];
  readonly training: Manifest['training'];
  readonly data: Manifest['data'];
  readonly seeds: Manifest['seeds'];
  /** Measured on the validation part. */
  readonly metrics: Manifest['metrics'];
  readonly signatures: Manifest['signatures'];
  /** How it is measured what it finds. @default it ranks */
  readonly finds?: Manifest['finds'];
  /** What is known of its rows. @default it does not learn from features */
  readonly inspection?: Inspection;
}

/** One model that can be trained. Every file in `models/` exports one. */
export interface TrainingModel<Flags> extends DataOfModel<Flags> {
  /** The model's folder in the model directory. */
  readonly name: string;
  /** What a user types to train it. @default the name, with `-` for `_` */
  readonly command?: string;
  readonly description: string;
  /** `kind` in the manifest: what it takes to load the package. */
  readonly kind: string;
  /** What it learns from when the user describes no features, in words. @default there are none to describe */
  readonly defaultFeatures?: string;
  /** Adds the flags that only this model has. */
  addFlags(command: Command): void;
  /** The model that the same command trains if its flags say so. @default this one */
  modelFor?(flags: Flags): TrainingModel<Flags>;
  /**
   * Refuses flags that do not go together, before any data are brought.
   *
   * @throws BadTrainingRun
   */
  checkFlags?(flags: CommonFlags & Flags): void;
  train(run: TrainingRun<Flags>): Promise<TrainedModel>;
  /** Reads the data and looks at them, and trains nothing. @default it learns from no features */
  examine?(run: ReadingRun<Flags>): Promise<Inspection>;
}

/** What a user types to train a model. */
export function commandOf({ name, command }: Pick<TrainingModel<never>, 'name' | 'command'>): string {
  return command ?? name.replaceAll('_', '-');
}
