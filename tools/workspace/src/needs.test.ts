import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPrograms, NEEDS, needsOf } from '../needs';

const ROOT = path.join(__dirname, '..', '..', '..');

let folder = '';
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'reckit-needs-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that ends with a code. */
function program(name: string, code: number): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\nexit ${code}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('every need of a test file is one that is looked for', () => {
  const files = ['apps', 'libs', 'tools'].flatMap(part =>
    readdirSync(path.join(ROOT, part), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.test.ts'))
      .map(name => path.join(ROOT, part, name)),
  );
  const needs = new Set(files.flatMap(needsOf));
  expect([...needs].filter(name => !NEEDS.includes(name))).toEqual([]);
  expect(needs).toContain('libxgboost');
});

test('a program is found by the variable that is set for it', () => {
  const file = program('another-name', 0);
  const { problems, variables } = findPrograms({ PATH: folder, GRPCURL: file });
  expect(variables).toEqual({ GRPCURL: file });
  expect(problems).not.toHaveProperty('grpcurl');
});

test('a program is found on PATH', () => {
  const file = program('perf_analyzer', 0);
  const { problems, variables } = findPrograms({ PATH: folder });
  expect(variables).toEqual({ PERF_ANALYZER: file });
  expect(problems).not.toHaveProperty('perf_analyzer');
});

test('what is not there is told with what to do about it', () => {
  const { problems } = findPrograms({ PATH: '' });
  expect(Object.keys(problems).sort()).toEqual(NEEDS.filter(name => name !== 'libxgboost').sort());
  expect(problems['grpcurl']).toMatch(/^Put it on PATH or set GRPCURL: go install /);
});

test('a program that is set and does not run is named', () => {
  const file = program('broken', 1);
  expect(findPrograms({ PATH: '', GRPCURL: file }).problems['grpcurl']).toContain(
    `GRPCURL=${file} does not do. `,
  );
});

test('only the first comment of a file tells its needs', () => {
  const file = path.join(folder, 'some.test.ts');
  writeFileSync(file, '/**\n * @needs openssl\n * @needs grpcurl\n */\n/** @needs nothing */\n');
  expect(needsOf(file)).toEqual(['openssl', 'grpcurl']);
  writeFileSync(file, "import './one';\n/** @needs nothing */\n");
  expect(needsOf(file)).toEqual([]);
});
