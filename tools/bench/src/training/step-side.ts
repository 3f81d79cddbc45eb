/** For how long the steps of a batch size are repeated, half as long again having warmed up. */
export interface StepRequest {
  readonly rowCount: number;
  readonly durationMs: number;
}

/** What a side did in that time. */
export interface StepTiming {
  readonly steps: number;
  readonly elapsedMs: number;
}

/** One program that trains the DeepFM of the comparison. */
export interface StepSide {
  readonly name: string;
  time(request: StepRequest): Promise<StepTiming>;
  /** Probabilities without dropout, every trained number being `weight`. @param features - one array a row */
  predict(features: readonly (readonly number[])[], weight: number): Promise<ArrayLike<number>>;
  close(): Promise<void>;
}
