import { Registry } from 'prom-client';
import { TalliedCounter } from './tallied-counter';

function counterOf(registry: Registry): TalliedCounter {
  return new TalliedCounter({ name: 'seen', help: 'Seen', labelNames: ['status'], registers: [registry] });
}

async function linesOf(registry: Registry): Promise<readonly string[]> {
  return (await registry.metrics()).trim().split('\n').slice(2);
}

test('what is counted between two readings is added, and what was counted at once beside it', async () => {
  const registry = new Registry();
  const counter = counterOf(registry);
  const good = counter.tallyOf({ status: '200' });
  good.count++;
  good.count++;
  counter.inc({ status: '404' });
  expect(await linesOf(registry)).toEqual(['seen{status="404"} 1', 'seen{status="200"} 2']);
  counter.tallyOf({ status: '200' }).count++;
  expect(await linesOf(registry)).toEqual(['seen{status="404"} 1', 'seen{status="200"} 3']);
  const [{ values }] = await registry.getMetricsAsJSON();
  expect(values).toEqual([
    { labels: { status: '404' }, value: 1 },
    { labels: { status: '200' }, value: 3 },
  ]);
});

test('what is forgotten is shown no more, and begins anew', async () => {
  const registry = new Registry();
  const counter = counterOf(registry);
  counter.tallyOf({ status: '200' }).count = 5;
  await registry.metrics();
  counter.forget({ status: '200' });
  expect(await linesOf(registry)).toEqual([]);
  counter.tallyOf({ status: '200' }).count++;
  expect(await linesOf(registry)).toEqual(['seen{status="200"} 1']);
});
