/** Vectors with what each belongs to. */
export interface VectorTable {
  readonly ids: readonly string[];
  readonly dim: number;
  /** Row-major [ids, dim]. */
  readonly rows: Float32Array;
}
