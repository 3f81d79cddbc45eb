import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceMetrics } from './metrics';

const DOCS = path.join(__dirname, '../../../../docs');
const NAMES = new ServiceMetrics().registry
  .getMetricsAsArray()
  .map(({ name, type }) => ({ name, type: String(type) }))
  .filter(({ name }) => name.startsWith('model_'));

describe.each(['operations.md', 'zh-CN/operations.md'])('docs/%s', page => {
  const text = readFileSync(path.join(DOCS, page), 'utf8');

  test.each(NAMES)('has the $type $name', ({ name, type }) => {
    expect(text).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${type} `, 'm'));
  });
});
