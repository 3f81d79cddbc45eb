/** Every `stride`-th value of an array from `start` on: one column of a row-major matrix. */
export interface Strided<Values> {
  readonly values: Values;
  readonly start: number;
  readonly stride: number;
}

/** A feature whose value is a number. */
export interface ScannedNumber {
  readonly kind: 'numeric';
  /** The first column of the feature in the matrix. */
  readonly start: number;
  /** What becomes of a raw number; NaN where the result is no finite float32. */
  encode(raw: number): number;
  /** `encode` for many numbers at once, if there is a quicker way; gives how many results are NaN. */
  readonly encodeAll?:
    ((raw: Strided<Float64Array>, encoded: Strided<Float32Array>, count: number) => number) | null;
  /** The model input that stands for a missing or invalid value. */
  readonly fallback: number;
  /** Whether `encode` rounds a raw number to float32 before anything else. */
  readonly roundsFirst: boolean;
  /** The numbers that say that there is no value; `encode` gives NaN for them. */
  readonly missing?: { hasNumber(value: number): boolean };
}

/** A feature whose value is the name or the code of a category, which only `encodeValue` understands. */
export interface ScannedCode {
  readonly kind: 'coded';
  readonly start: number;
  readonly fallback: number;
}

/** A feature whose value is a text, or an integer that stands for its digits. */
export interface ScannedCategory {
  readonly kind: 'categorical';
  readonly start: number;
  /** The model input of a text; −1 if it is unknown, −2 if it says that there is no value. */
  idOf(text: string): number;
  /** The model input of an unknown text. */
  readonly unknown: number;
  readonly fallback: number;
}

/** A feature whose value is an array of texts or integers, of which the last `maxLength` count. */
export interface ScannedSequence {
  readonly kind: 'sequence';
  readonly start: number;
  idOf(text: string): number;
  readonly unknown: number;
  readonly maxLength: number;
}

export type ScannedColumn = ScannedNumber | ScannedCode | ScannedCategory | ScannedSequence;

/** The matrix that rows are written into, and the counts of values that were not as they should be. */
export interface RowTarget {
  /** Row-major [rows, width]. */
  readonly values: Float32Array;
  /** Where the rows stood in the request, for messages. */
  readonly path: string;
  addMissing(feature: number): void;
  addInvalid(feature: number): void;
  addUnknown(feature: number): void;
}

/** Takes the events of a sequence one by one, oldest first. */
export interface EventSink {
  /** @throws if the event is no value of a category */
  add(event: unknown): void;
  /** Writes the last ones into the matrix. */
  close(): void;
}

/** What a reader of rows needs to know of a model's features; `RowEncoder` of the features library is one. */
export interface RowFeatures {
  readonly featureNames: readonly string[];
  /**
   * Keys of a row whose value is an object with further members of the row, such as `user_features`; they count as
   * if they stood in the row itself.
   */
  readonly groups?: readonly string[];
  /** What keys may leave out: where it is `user_`, `age` means `user_age`; an exact name wins. */
  readonly prefix?: string;
  /** What becomes of the value of each feature. */
  readonly columns: readonly ScannedColumn[];
  /** How many columns the matrix has. */
  readonly width: number;
  /** Fills in the columns that are made of others, once those of all rows are written. @default there are none */
  readonly derive?: ((values: Float32Array, rowCount: number) => void) | null;
  /**
   * Writes the model input of any value, as JSON.parse would give it; of an object or an array that is out of place
   * an empty one will do.
   *
   * @throws if the value is not of the kind of the feature
   */
  encodeValue(raw: unknown, feature: number, row: number, target: RowTarget): void;
  /** Begins a sequence whose events come one by one. */
  openSequence(feature: number, row: number, target: RowTarget): EventSink;
  /** What is wrong with a row that is neither object nor array nor null, or an array of the wrong length. */
  rowProblem(problem: RowProblem, row: number, path: string): Error;
}

/** What makes a row no row. */
export type RowProblem = { readonly scalar: unknown } | { readonly length: number };

/**
 * Rows as model input, row-major [rows, width], and how many values of each feature took the default or were
 * unknown.
 */
export interface ReadRows {
  readonly values: Float32Array;
  readonly rowCount: number;
  readonly missing: Uint32Array | null;
  readonly invalid: Uint32Array | null;
  readonly unknown: Uint32Array | null;
  /** Rows that have keys, of which none is the name of a feature. */
  readonly unknownRows: number;
}
