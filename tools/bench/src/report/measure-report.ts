export type Cell = string | number;

/** A column of a table: its key in the rows, its title, and how many decimals its numbers show. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly decimals?: number;
}

/** What was to be reached, and whether it was. */
export interface Target {
  readonly text: string;
  readonly measured: string;
  readonly met: boolean;
}

/** What one measure found. */
export interface MeasureReport {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly targets: readonly Target[];
  /** What a reader must know of how this was measured, or why it was not. */
  readonly notes: readonly string[];
}

/** Holds a number against a limit. */
export function atLeast(text: string, value: number, limit: number, decimals = 2): Target {
  return { text, measured: value.toFixed(decimals), met: value >= limit };
}

/** Holds a number with its unit against a limit that it must stay below. */
export function below(text: string, value: number, limit: number, unit: string, decimals = 1): Target {
  return { text, measured: `${value.toFixed(decimals)} ${unit}`, met: value < limit };
}
