/** What the cells of a column are like: enough to tell what it may be to a model. */
export interface ColumnProfile {
  readonly name: string;
  readonly rows: number;
  /** Rows with a value: neither blank nor one of the words for a missing one. The counts below are of these. */
  readonly present: number;
  /** Different values; of more than a million rows an estimate within a few percent. */
  readonly distinct: number;
  readonly isConstant: boolean;
  /** Numbers that are finite. */
  readonly numbers: number;
  readonly integers: number;
  /** Numbers with a zero in front that a number does not need, such as 007. */
  readonly zeroPadded: number;
  /** true and false. */
  readonly booleans: number;
  /** Dates, and dates with a time. */
  readonly dates: number;
  /** Lists of JSON or Parquet. */
  readonly lists: number;
  /** What is neither a value nor a list of values, such as an object of JSON. */
  readonly nested: number;
  /** Of the numbers; null where there are none. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** Characters of a value on average. */
  readonly meanLength: number;
  /** Some values, the most frequent first. */
  readonly frequent: readonly string[];
  /** Some values that are no numbers, the most frequent first; none where most are not. */
  readonly words: readonly string[];
  /** What may part cells into lists, by falling number of cells that it is in. */
  readonly separators: readonly SeparatorProfile[];
  /** Of lists of JSON or Parquet: the columns that have their items as values. */
  readonly sharedBy: readonly SharingColumn[];
}

/** A column that has items of a list among its values. */
export interface SharingColumn {
  readonly name: string;
  /** Of the most frequent items those that are values of the column, more than half of them. */
  readonly share: number;
}

/** What cells are like if they are lists. */
export interface SeparatorProfile {
  readonly separator: string;
  /** Cells that it is in. */
  readonly cells: number;
  readonly items: number;
  readonly distinctItems: number;
  readonly meanItemLength: number;
  /** Items that end in a digit and have no space, as ids do. */
  readonly idLike: number;
  /** The columns that have the items as values, by falling share of these. */
  readonly sharedBy: readonly SharingColumn[];
}
