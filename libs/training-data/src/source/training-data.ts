import type { FileOptions } from '@reckit/data';

/** The data of a run, in files of this machine. */
export interface TrainingData {
  /** What is read: a file, a folder of files, or a pattern. */
  readonly path: string;
  /** What messages, reports and the manifest call it. */
  readonly shown: string;
  /** How it is read. */
  readonly options: FileOptions;
  /** Where it came from, if from elsewhere, for the manifest. */
  readonly origin: Readonly<Record<string, unknown>> | null;
}
