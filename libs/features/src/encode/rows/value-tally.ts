/** Counts of values that were not as they should be, by feature, in arrays that are made when the first one occurs. */
export class ValueTally {
  missing: Uint32Array | null = null;
  invalid: Uint32Array | null = null;
  unknown: Uint32Array | null = null;
  /** Rows that have keys, of which none is the name of a feature. */
  unknownRows = 0;

  constructor(private readonly featureCount: number) {}

  addMissing(feature: number): void {
    (this.missing ??= new Uint32Array(this.featureCount))[feature]++;
  }

  addInvalid(feature: number): void {
    (this.invalid ??= new Uint32Array(this.featureCount))[feature]++;
  }

  addUnknown(feature: number): void {
    (this.unknown ??= new Uint32Array(this.featureCount))[feature]++;
  }
}
