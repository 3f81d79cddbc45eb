import { Registry } from 'prom-client';
import { TalliedHistogram, ValueTally } from './tallied-histogram';

const BOUNDS = [0, 0.1, 1];

function histogramOf(registry: Registry): TalliedHistogram {
  return new TalliedHistogram({
    name: 'difference',
    help: 'How far apart',
    buckets: BOUNDS,
    labelNames: ['output'],
    registers: [registry],
  });
}

function tallyOf(...values: number[]): ValueTally {
  const tally = new ValueTally(BOUNDS);
  values.forEach(value => tally.add(value));
  return tally;
}

test('what was tallied is a histogram of Prometheus', async () => {
  const registry = new Registry();
  const histogram = histogramOf(registry);
  histogram.tallyOf({}).merge(tallyOf(0, 0.1, 0.5));
  histogram.tallyOf({}).merge(tallyOf(2));
  histogram.tallyOf({ output: 'ctr' }).merge(tallyOf(0.05));
  expect((await registry.metrics()).trim().split('\n')).toEqual([
    '# HELP difference How far apart',
    '# TYPE difference histogram',
    'difference_bucket{le="0"} 1',
    'difference_bucket{le="0.1"} 2',
    'difference_bucket{le="1"} 3',
    'difference_bucket{le="+Inf"} 4',
    'difference_sum 2.6',
    'difference_count 4',
    'difference_bucket{le="0",output="ctr"} 0',
    'difference_bucket{le="0.1",output="ctr"} 1',
    'difference_bucket{le="1",output="ctr"} 1',
    'difference_bucket{le="+Inf",output="ctr"} 1',
    'difference_sum{output="ctr"} 0.05',
    'difference_count{output="ctr"} 1',
  ]);
});

test('nothing is shown before there is something', async () => {
  const registry = new Registry();
  histogramOf(registry);
  expect((await registry.metrics()).trim().split('\n')).toHaveLength(2);
});

test('as JSON it is what other histograms are, so that those of several processes can be added up', async () => {
  const registry = new Registry();
  histogramOf(registry).tallyOf({}).merge(tallyOf(0.5));
  const [metric] = await registry.getMetricsAsJSON();
  expect(metric).toMatchObject({
    name: 'difference',
    type: 'histogram',
    aggregator: 'sum',
    values: expect.arrayContaining([{ metricName: 'difference_bucket', labels: { le: 1 }, value: 1 }]),
  });
});
