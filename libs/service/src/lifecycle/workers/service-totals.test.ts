import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { countsOf, snapshotOf } from './snapshot';
import { ServiceTotals, WorkerMetrics } from './service-totals';

/** The metrics of a worker: what it counts, how long that took, what it holds, and its version. */
function workerRegistry(counted: number, version: string): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'requests_total', help: 'requests', labelNames: ['status'], registers }).inc(
    { status: '200' },
    counted,
  );
  new Histogram({ name: 'seconds', help: 'seconds', buckets: [1, 2], registers }).observe(1.5);
  new Gauge({ name: 'held', help: 'held', registers }).set(counted);
  new Gauge({ name: 'version_info', help: 'v', labelNames: ['version'], aggregator: 'max', registers }).set(
    { version },
    1,
  );
  return registry;
}

/** The samples of these metrics, without comments. */
function samples(text: string, ...metrics: readonly string[]): string[] {
  return text.split('\n').filter(line => metrics.some(name => line.startsWith(name)));
}

const OURS = ['requests_total', 'seconds', 'held', 'version_info'];

test('counts, histograms and loads are added up; a version is shown once', async () => {
  const totals = new ServiceTotals<string>(new Registry());
  totals.note('a', await snapshotOf(workerRegistry(2, 'v1')));
  totals.note('b', await snapshotOf(workerRegistry(3, 'v1')));
  expect(samples(await totals.text(), ...OURS)).toEqual([
    'requests_total{status="200"} 5',
    'seconds_bucket{le="1"} 0',
    'seconds_bucket{le="2"} 2',
    'seconds_bucket{le="+Inf"} 2',
    'seconds_sum 3',
    'seconds_count 2',
    'held 5',
    'version_info{version="v1"} 1',
  ]);
});

test('what a worker counted stays when it has ended, what it held does not', async () => {
  const totals = new ServiceTotals<string>(new Registry());
  totals.note('a', await snapshotOf(workerRegistry(2, 'v1')));
  await totals.depart('a');
  totals.note('b', await snapshotOf(workerRegistry(3, 'v2')));
  await totals.depart('never known');
  const text = await totals.text();
  expect(samples(text, 'requests_total', 'held', 'version_info')).toEqual([
    'requests_total{status="200"} 5',
    'held 3',
    'version_info{version="v2"} 1',
  ]);
  await totals.depart('b');
  expect(samples(await totals.text(), ...OURS)).toEqual([
    'requests_total{status="200"} 5',
    'seconds_bucket{le="1"} 0',
    'seconds_bucket{le="2"} 2',
    'seconds_bucket{le="+Inf"} 2',
    'seconds_sum 3',
    'seconds_count 2',
  ]);
});

test('counts that are told between two scrapes count when the worker is lost after them', async () => {
  const totals = new ServiceTotals<string>(new Registry());
  totals.note('a', await snapshotOf(workerRegistry(2, 'v1')));
  totals.note('a', await countsOf(workerRegistry(7, 'v1')));
  expect(samples(await totals.text(), 'requests_total', 'held')).toEqual([
    'requests_total{status="200"} 7',
    'held 2',
  ]);
  await totals.depart('a');
  expect(samples(await totals.text(), 'requests_total')).toEqual(['requests_total{status="200"} 7']);
});

test('the first process adds what it uses, and shows when the service was started', async () => {
  const first = new WorkerMetrics();
  first.restarts.inc();
  const worker = new WorkerMetrics();
  const totals = new ServiceTotals<string>(first.registry);
  totals.note('a', await snapshotOf(worker.registry));
  const text = await totals.text();
  const [{ values: memory }] = (await snapshotOf(worker.registry)).filter(
    ({ name }) => name === 'process_resident_memory_bytes',
  );
  const [resident] = samples(text, 'process_resident_memory_bytes ');
  expect(Number(resident.split(' ')[1])).toBeGreaterThan(Number(Object(memory[0]).value) * 1.5);
  expect(samples(text, 'service_worker_restarts_total')).toEqual(['service_worker_restarts_total 1']);
  const [started] = samples(text, 'process_start_time_seconds ');
  expect(Number(started.split(' ')[1])).toBeCloseTo(Date.now() / 1000 - process.uptime(), -1);
  expect(samples(text, 'nodejs_version_info')).toHaveLength(1);
});
