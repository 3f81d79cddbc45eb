import type { Command } from 'commander';
import type { SampleKind } from '@reckit/data';
import type { FeatureFile, FeatureSpec } from '@reckit/features';
import type { Dropout, Network, OneScoreSettings, SequenceReading, TabularLayout } from '@reckit/nn';
import type { NegativeShareFlag } from '../../negatives/negative-share-flag';
import type { RankingFlags } from '../settings/flags';

/** The flags of every network of one score a row. */
export interface OneScoreFlags extends RankingFlags, NegativeShareFlag {}

/** Data and features of their own, for a network that the usual ones say nothing to. */
export interface UsualData {
  readonly path: string;
  readonly sample: SampleKind;
  readonly features: FeatureFile;
  /** The features in a few words, for the help. */
  readonly described: string;
}

/** What is a network's own among those that answer one score a row from features. */
export interface OneScoreNetwork<Own> {
  /** That of the command, of the folder in the model directory and of the kind of package. */
  readonly name: string;
  readonly description: string;
  /** What it learns from where no flag says otherwise. @default the ranking data, and the features of these */
  readonly usualData?: UsualData;
  /** How it reads sequences, by their names. @default pooled */
  readings?(spec: FeatureSpec): Readonly<Record<string, SequenceReading>>;
  /** The share of hidden units that is dropped unless a flag says otherwise. */
  readonly dropout: Dropout;
  /** Adds the flags that no other network has. */
  addFlags(command: Command): void;
  /** @throws BadTrainingRun for flags of its own that do not go together. @default all do */
  checkFlags?(flags: Own): void;
  /** Units of the hidden layers, of each part that has some: those that dropout and norms are for. */
  hiddenStacks(flags: Own): readonly (readonly number[])[];
  /** What its flags say of its sizes, as the manifest names them. */
  architecture(flags: Own): Readonly<Record<string, unknown>>;
  /** @param settings - what all of them are told */
  network(layout: TabularLayout, settings: OneScoreSettings, flags: Own): Network;
}
