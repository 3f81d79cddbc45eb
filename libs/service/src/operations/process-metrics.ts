import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Gauges named as if they were counters, which Prometheus holds against them: sums of those without `_total`. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Has a registry show the process and its event loop. */
export function collectProcessMetrics(register: Registry): void {
  collectDefaultMetrics({ register });
  for (const name of MISNAMED) register.removeSingleMetric(name);
}
