import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MEASURES } from './measures';

test('the page describes every measure, in the order in which they run, and no other', () => {
  const text = readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
  const [, section = ''] = /^## What is measured$(.*?)^## /ms.exec(text) ?? [];
  const described = [...section.matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name);
  expect(described).toEqual(Object.keys(MEASURES));
});
