import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as definitions from '@reckit/definitions';
import { unified } from './service-definition';

const APPS = path.join(__dirname, '../..');

test('every model that has a service of its own can be enabled, as what it is there', () => {
  const services = readdirSync(APPS).filter(
    app => app !== 'unified' && existsSync(path.join(APPS, app, 'src/model-loader.ts')),
  );
  const names = unified.models.map(({ name }) => name.replaceAll('_', '-'));
  expect([...names].sort()).toEqual(services.sort());
  expect([...unified.models].sort(byName)).toEqual(Object.values(definitions).sort(byName));
});

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
