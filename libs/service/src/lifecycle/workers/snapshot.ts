import type { Registry } from 'prom-client';

/** A metric of one process at a moment. */
export interface MeteredFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** How prom-client makes one of the values of several processes. */
  readonly aggregator: string;
  readonly values: readonly object[];
}

/** The metrics of one process at a moment. */
export type Snapshot = readonly MeteredFamily[];

/** Everything. */
export async function snapshotOf(registry: Registry): Promise<Snapshot> {
  return (await registry.getMetricsAsJSON()).map(family => ({ ...family, type: String(family.type) }));
}

/**
 * What only grows, without the metrics of Node: to read those of the event loop's lag begins their time anew, which is
 * from one scrape to the next.
 */
export async function countsOf(registry: Registry): Promise<Snapshot> {
  const names = registry
    .getMetricsAsArray()
    .filter(({ name, type }) => grows(String(type)) && !name.startsWith('nodejs_'))
    .map(({ name }) => name);
  const families = await Promise.all(names.map(name => registry.getSingleMetric(name)?.get()));
  return families
    .filter(family => family !== undefined)
    .map(family => ({ ...family, type: String(family.type) }));
}

/** Whether metrics of this type never go down. */
export function grows(type: string): boolean {
  return type === 'counter' || type === 'histogram';
}
