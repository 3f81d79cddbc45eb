/** Generated data, column by column, in the order of the file. */
export interface SampleTable {
  readonly rowCount: number;
  readonly columns: readonly SampleColumn[];
}

export interface SampleColumn {
  readonly name: string;
  readonly values: Float64Array | readonly string[];
}

export interface SampleOptions {
  readonly rows: number;
  readonly seed: number;
}
