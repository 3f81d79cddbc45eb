/** Where it is said how data come, as they do. */
export interface DataConsole {
  /** A line `name  text`. */
  fact(name: string, text: string): void;
  warn(text: string): void;
  /** Progress over `total` steps. */
  progress(total: number, unit: string): DataProgress;
}

/** Progress that is shown. */
export interface DataProgress {
  /** @param done - steps done so far @param state - in a few words */
  step(done: number, state: string): void;
  /** What is going on within a step. */
  note(state: string): void;
  end(): void;
}
