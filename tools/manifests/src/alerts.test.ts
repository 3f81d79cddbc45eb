/** @needs promtool */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { MANIFESTS } from './built-manifests';

const MONITORING = path.join(MANIFESTS, 'monitoring');
const TESTS = ['alerts.yaml', 'alerts-over-days.yaml'] as const;
const rules = z.object({
  spec: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string().optional() }).loose()) }).loose()),
  }),
});
const tests = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reckit-alerts-'));
  // The object of the operator holds what the file of Prometheus is.
  writeFileSync(path.join(folder, 'rules.yaml'), stringify(readRules().spec));
  for (const file of TESTS) copyFileSync(path.join(MONITORING, 'testing', file), path.join(folder, file));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('Prometheus takes the rules', () => {
  expect(promtool('check', 'rules', 'rules.yaml')).toMatch(/SUCCESS: \d+ rules found/);
});

test('each alert fires on what it is for, and on nothing that looks like it', () => {
  const { stdout, stderr, status } = spawnSync(program(), ['test', 'rules', ...TESTS], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect({ status, said: `${stdout}${stderr}` }).toEqual({
    status: 0,
    said: expect.stringContaining('SUCCESS'),
  });
});

test('no alert is without a test in which it fires', () => {
  const alerts = readRules().spec.groups.flatMap(group => group.rules.flatMap(({ alert }) => alert ?? []));
  const cases = TESTS.flatMap(
    file => tests.parse(parse(readFileSync(path.join(MONITORING, 'testing', file), 'utf8'))).tests,
  );
  const fired = cases.flatMap(each =>
    each.alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length > 0).map(({ alertname }) => alertname),
  );
  expect(new Set(fired)).toEqual(new Set(alerts));
});

function readRules(): z.infer<typeof rules> {
  return rules.parse(parse(readFileSync(path.join(MONITORING, 'rules.yaml'), 'utf8')));
}

function promtool(...args: readonly string[]): string {
  return execFileSync(program(), args, { cwd: folder, encoding: 'utf8' });
}

function program(): string {
  return process.env['PROMTOOL'] ?? 'promtool';
}
