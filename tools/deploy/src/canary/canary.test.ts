import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { promote, readCurrentVersion, readLabels, writeLabels, writePackage } from '@reckit/artifacts';
import { Command } from 'commander';
import { readRegistry } from '@reckit/registry';
import { packageContent } from '../../../../libs/artifacts/testing/package-content';
import { temporaryFolders } from '../../../../libs/artifacts/testing/temporary-folder';
import { builtTool, refusalOf, type ToolRun } from '../../../../libs/command-line/testing/built-tool';
import { FakeReplica, type FakeOptions } from '../../testing/fake-replica';
import { addDeployFlags } from '../deploy-flags';

/** Minutes, of a trial with a look every fifth of a second. */
const WATCH = '0.015';
const STABLE = { stable: { version: 'v1' } };

const newFolder = temporaryFolders();
const deployTool = builtTool('deploy');

let modelDir: string;
const replicas: FakeReplica[] = [];

beforeEach(async () => {
  modelDir = newFolder();
  for (const version of ['v0', 'v1', 'v2']) await writePackage(modelDir, packageContent(version));
  await promote(modelDir, 'xgb', 'v1');
  await writeLabels(modelDir, 'xgb', STABLE);
});
afterEach(() => Promise.all(replicas.splice(0).map(replica => replica.close())));

/** Replicas to which so many requests come between two looks; of those of the canary, so many fail. */
async function startReplicas(requests: number, failing = 0, options?: FakeOptions): Promise<FakeReplica[]> {
  for (let i = 0; i < 3; i++) {
    const replica = await FakeReplica.start(modelDir, options);
    replica.traffic = answers => {
      if (replica.labels['canary'] === undefined) return;
      answers('v1').answered += 9 * requests;
      answers('v2').answered += requests;
      answers('v2').failed += failing;
    };
    replicas.push(replica);
  }
  return replicas;
}

const args = (...more: string[]): string[] => [
  ...['--model', 'xgb', '--model-dir', modelDir],
  ...replicas.flatMap(({ url }) => ['--service-url', url]),
  ...more,
];
const trial = ['--version', 'v2', '--canary', '10', '--watch', WATCH];
const deploy = (...more: string[]): Promise<ToolRun> => deployTool.run(args(...more));
const served = (): (string | null)[] => replicas.map(replica => replica.served);

/** One version serves everywhere, and no canary is left. */
async function expectAlone(version: string): Promise<void> {
  expect([...served(), await readCurrentVersion(modelDir, 'xgb')]).toEqual([
    version,
    version,
    version,
    version,
  ]);
  expect(await readLabels(modelDir, 'xgb')).toEqual(STABLE);
  expect(replicas.filter(({ labels }) => labels['canary'] !== undefined)).toEqual([]);
  expect((await readRegistry(modelDir)).deployments).toEqual({});
}

test('a canary that does as well as the current version takes its place', async () => {
  const [one] = await startReplicas(400);
  const seen: unknown[] = [];
  const { traffic } = one;
  one.traffic = answers => {
    seen.push({ served: one.served, ...one.labels['canary'] });
    traffic(answers);
  };
  const { code, stdout, stderr } = await deploy(...trial, '--json', '--quiet');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { canary }: { canary: { answered: number; current: { answered: number } } } = JSON.parse(stdout);
  expect(canary).toMatchObject({ percent: 10, failed: 0, current: { failed: 0 } });
  expect(canary.answered).toBeGreaterThanOrEqual(1_200);
  expect(canary.current.answered).toBe(9 * canary.answered);
  expect(seen).toContainEqual({ served: 'v1', version: 'v2', share: 10 });
  await expectAlone('v2');
  expect((await deploy('--rollback')).code).toBe(0);
  await expectAlone('v1');
});

test('one that fails more often is taken back, before its time is over', async () => {
  await startReplicas(100, 20);
  const begin = performance.now();
  const line = refusalOf(await deploy('--version', 'v2', '--canary', '10', '--watch', '1'), 4);
  expect(line).toMatch(
    /v2 of xgb was taken back: it failed \d+ of \d+ answers \(20 %\), .*; v1 serves, as before\.$/,
  );
  expect(performance.now() - begin).toBeLessThan(30_000);
  await expectAlone('v1');
});

test('one that too few requests have met is taken back, and the line says so', async () => {
  await startReplicas(2);
  const line = refusalOf(await deploy(...trial), 5);
  expect(line).toContain('too few to rule out 0.5 points more of failures: that takes some 539 of each');
  expect(line).toContain('raise --canary or --watch; v1 serves, as before.');
  await expectAlone('v1');
});

test('one that a replica does not load is taken back from the others', async () => {
  const [, two] = await startReplicas(100);
  two.loads = version => (version === 'v2' ? { status: 500, detail: 'Its checks fail.' } : null);
  expect(refusalOf(await deploy(...trial), 2)).toContain('/reload: Its checks fail; v1 serves, as before.');
  await expectAlone('v1');
});

test('one whose replica ends is taken back', async () => {
  const [one, two, three] = await startReplicas(100);
  const { traffic } = three;
  three.traffic = answers => {
    traffic(answers);
    if (three.labels['canary'] !== undefined) void two.close();
  };
  const line = refusalOf(await deploy(...trial), 3);
  expect(line).toContain(`${two.url} does not answer`);
  expect(line).toContain(`but look at ${two.url}: GET ${two.url}/metrics`);
  expect([one.labels, three.labels]).toEqual([STABLE, STABLE]);
  expect(await readLabels(modelDir, 'xgb')).toEqual(STABLE);
});

test('whoever stops the trial has what served before', async () => {
  const [one] = await startReplicas(100);
  const child = deployTool.start(args('--version', 'v2', '--canary', '10', '--watch', '5'));
  one.traffic = answers => {
    if (one.labels['canary'] !== undefined && answers('v2').answered++ === 3) child.kill('SIGINT');
  };
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(refusalOf({ code: child.exitCode, stdout: '', stderr }, 2)).toContain(
    'stopped by SIGINT; v1 serves',
  );
  await expectAlone('v1');
});

describe('a trial that was killed', () => {
  beforeEach(async () => {
    const [one] = await startReplicas(400);
    const { traffic } = one;
    const child = deployTool.start(args('--version', 'v2', '--canary', '10', '--watch', '5'));
    one.traffic = () => {
      if (replicas.every(({ labels }) => labels['canary'] !== undefined)) child.kill('SIGKILL');
    };
    child.stdout.resume();
    child.stderr.resume();
    await once(child, 'close');
    one.traffic = traffic;
    expect(replicas.map(({ labels }) => labels['canary'])).toContainEqual({ version: 'v2', share: 10 });
    expect((await readRegistry(modelDir)).deployments['xgb']).toMatchObject({ version: 'v2', canary: 10 });
  });

  test('is completed by the same command', async () => {
    expect((await deploy(...trial)).code).toBe(0);
    await expectAlone('v2');
  });

  test('is taken back by --rollback, to the version that serves', async () => {
    expect((await deploy('--rollback')).code).toBe(0);
    await expectAlone('v1');
  });

  test('is over with any other deployment', async () => {
    expect((await deploy('--version', 'v0')).code).toBe(0);
    await expectAlone('v0');
  });
});

test.each<readonly [string, readonly string[], string]>([
  ['without replicas', trial, 'a canary is watched on its replicas: name them with --service-url.'],
  ['with --rollback', ['--rollback', '--canary', '5'], '--rollback goes back at once: leave --canary out.'],
  ['of none', ['--version', 'v2', '--watch', '5'], '--watch is for a canary'],
])('a trial %s is refused', async (_, flags, problem) => {
  expect(refusalOf(await deploy(...flags))).toContain(problem);
  expect((await readRegistry(modelDir)).deployments).toEqual({});
});

test('a trial of what serves already, or beside what is not named, is refused', async () => {
  const [, two] = await startReplicas(100);
  expect(refusalOf(await deploy('--version', 'v1', '--canary', '5'))).toContain('v1 of xgb serves already.');
  two.served = 'v0';
  expect(refusalOf(await deploy(...trial))).toContain(
    `nothing was changed: ${two.url} serves v0, and v1 is named: deploy that one first.`,
  );
  expect(await readLabels(modelDir, 'xgb')).toEqual(STABLE);
});

test('services that know nothing of labels that change are told', async () => {
  await startReplicas(100, 0, { ignoresLabels: true });
  expect(refusalOf(await deploy(...trial), 2)).toContain(
    `${replicas[0].url} does not follow the labels of the model directory; v1 serves, as before.`,
  );
});

test.each([
  ['--canary', '0', 'Write the percentage of the requests, such as 5.'],
  ['--canary', '100', 'Write the percentage of the requests, such as 5.'],
  ['--watch', 'long', 'Write minutes, such as 10.'],
  ['--max-error-increase', '', 'Write percentage points, such as 0.5.'],
  ['--max-slowdown', '0.5', 'Write a factor of at least 1, such as 1.5.'],
  ['--max-score-shift', '-1', 'Write an index, such as 0.25.'],
])('%s %s is refused', (flag, value, problem) => {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addDeployFlags(command);
  expect(() => command.parse(['--model', 'xgb', flag, value], { from: 'user' })).toThrow(problem);
});
