/** What reading a file into memory has given and taken; as the process that did it prints it. */
export interface MatrixRun {
  /** Of the package that read it; empty for ours. */
  readonly version: string;
  readonly rows: number;
  /** Of the first column, and of the labels: by these it shows whether all have read the same. */
  readonly sum: number;
  readonly positives: number;
  readonly seconds: number;
  /** Of all threads. */
  readonly cpu_seconds: number;
  /** The most that was ever resident. */
  readonly peak_megabytes: number;
}

/** The first argument that makes the bench program read a file instead. */
export const READ_MATRIX = 'read-matrix';
