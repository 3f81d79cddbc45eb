import { Gauge, type Registry } from 'prom-client';

/** The families of metrics about drift. */
export interface DriftFamilies {
  readonly stability: Gauge;
  readonly rows: Gauge;
}

/** @param labelled - adds the labels that tell models apart to those of a family */
export function driftFamilies(
  registry: Registry,
  labelled: (...labels: string[]) => string[],
): DriftFamilies {
  const registers = [registry];
  return {
    stability: new Gauge({
      name: 'model_feature_psi',
      help: 'Population stability index of what was sent of a feature within DRIFT_WINDOW_SECONDS against the training rows',
      labelNames: labelled('feature'),
      aggregator: 'average',
      registers,
    }),
    rows: new Gauge({
      name: 'model_drift_rows',
      help: 'Rows that were looked at for model_feature_psi',
      labelNames: labelled(),
      aggregator: 'sum',
      registers,
    }),
  };
}

/** What is shown of the features of one model. */
export class DriftMetrics {
  #shown: readonly string[] = [];

  constructor(
    private readonly families: DriftFamilies,
    private readonly labels: Readonly<Record<string, string>>,
  ) {}

  /** Shows these features, and no others. @param rows - those that were looked at */
  show(stability: ReadonlyMap<string, number>, rows: number): void {
    for (const feature of this.#shown) {
      if (!stability.has(feature)) this.families.stability.remove({ ...this.labels, feature });
    }
    for (const [feature, psi] of stability) this.families.stability.set({ ...this.labels, feature }, psi);
    this.#shown = [...stability.keys()];
    this.families.rows.set(this.labels, rows);
  }
}
