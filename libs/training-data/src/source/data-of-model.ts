/** Where the data of a model lie unless flags say otherwise. */
export interface DataOfModel<Flags> {
  /** Where the data lies when no path is given. */
  readonly defaultDataPath: string;
  /** What the file there may be, in words. @default a table */
  readonly dataFormats?: string;
  /** The path that flags of its own name, beside `--data-path`. @default there are no such flags */
  dataPathOf?(flags: Flags): string | undefined;
  /** Writes sample data for a first run. */
  writeSampleData(path: string): Promise<void>;
}
