import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Registry } from 'prom-client';
import { WorkerMetrics } from '../lifecycle/workers/service-totals';
import { ServiceMetrics } from './metrics';

const DOCS = path.join(__dirname, '../../../../docs');
const NAMES = namesOf(new ServiceMetrics('single').registry);
/** Those that a service of several workers has beyond these. */
const WORKER_NAMES = namesOf(new WorkerMetrics().registry).map(({ name }) => name);
const PAGES = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter(page => page.endsWith('.md'));
/** The name of a metric, or of one of the series of a histogram. */
const METRIC =
  /\b(?:model|http|prediction_log)_[a-z_]*?(?:requests|bytes|connections|seconds|rows|total|info|behind)(?=_sum\b|_count\b|_bucket\b|\b)/g;

describe.each(['operations.md', 'zh-CN/operations.md'])('docs/%s', page => {
  const text = readFileSync(path.join(DOCS, page), 'utf8');

  test.each(NAMES)('has the $type $name', ({ name, type }) => {
    expect(text).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${type} `, 'm'));
  });

  test.each(WORKER_NAMES)('tells of %s', name => {
    expect(text).toContain(`\`${name}\``);
  });
});

test.each(PAGES)('docs/%s names no metric that is not there', page => {
  const names = [...NAMES.map(({ name }) => name), ...WORKER_NAMES];
  const text = readFileSync(path.join(DOCS, page), 'utf8');
  const named = [...text.matchAll(METRIC)].map(([name]) => name);
  const listed = [...text.matchAll(/^\| `(\w+)` +\| (?:counter|gauge|histogram) /gm)].map(([, name]) => name);
  expect(names).toEqual(expect.arrayContaining([...named, ...listed]));
});

function namesOf(registry: Registry): readonly { readonly name: string; readonly type: string }[] {
  return registry
    .getMetricsAsArray()
    .map(({ name, type }) => ({ name, type: String(type) }))
    .filter(({ name }) => !/^(?:process|nodejs)_/.test(name));
}
