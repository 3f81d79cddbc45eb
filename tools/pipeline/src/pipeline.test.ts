import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtPipeline } from '../testing/built-pipeline';

const newFolder = temporaryFolders();
const pipeline = builtPipeline();

/** A folder with a `pipeline.json` in it, and what its programs were called with. */
function workplace(config: object) {
  const folder = newFolder();
  const file = (name: string): string => path.join(folder, name);
  writeFileSync(file('pipeline.json'), JSON.stringify(config));
  return {
    folder,
    file,
    /** The calls since they were asked for last, each as its step and its model; in parallel, in any order. */
    calls(): string[] {
      if (!existsSync(file('calls.log'))) return [];
      const lines = readFileSync(file('calls.log'), 'utf8').trim().split('\n');
      rmSync(file('calls.log'));
      return lines.map(line => line.replace(/--model (\S+) .*/, '$1').replace(/ --version .*/, '')).sort();
    },
    events: (): unknown[] =>
      readFileSync(file('model/.pipeline/log.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
  };
}

async function untilThere(file: string): Promise<void> {
  while (!existsSync(file)) await delay(10);
}

const stepsOf = (model: string): string[] =>
  ['deploy', 'evaluate', 'register', 'training'].map(step => `${step} ${model}`);

test('a model that fails stops no other, and a re-run goes on where it stopped', async () => {
  const { folder, file, calls, events } = workplace({
    data: 'echo "$PIPELINE_VERSION" >> data.txt',
    models: { xgb: {}, deepfm: { register: ['--needs', 'bucket'] } },
  });
  const first = await pipeline.run(folder, ['--version', 'v1']);
  expect(first).toMatchObject({ code: 14, stderr: '' });
  expect(first.stdout).toContain('deepfm register: register: bucket is not there.');
  expect(calls()).toEqual(
    [...stepsOf('xgb'), 'evaluate deepfm', 'register deepfm', 'training deepfm'].sort(),
  );

  writeFileSync(file('bucket'), '');
  const again = await pipeline.run(folder, []);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout).toContain('Goes on with version v1');
  expect(calls()).toEqual(['deploy deepfm', 'register deepfm']);
  expect(readFileSync(file('data.txt'), 'utf8')).toBe('v1\n');
  expect(existsSync(file('model/index.html'))).toBe(true);

  const third = await pipeline.run(folder, ['xgb', '--json']);
  expect(JSON.parse(third.stdout)).toMatchObject({
    exit_code: 0,
    models: { xgb: { deploy: { kind: 'done' } } },
  });
  expect(calls()).toEqual(stepsOf('xgb'));
  const kinds = ['begun', 'data', 'data', 'step'];
  expect(events().slice(0, 4)).toEqual(
    kinds.map(event => expect.objectContaining({ event, run: 'v1', time: expect.any(String) })),
  );
  expect(events()).toContainEqual(
    expect.objectContaining({
      model: 'deepfm',
      step: 'register',
      state: 'failed',
      reason: 'register: bucket is not there.',
    }),
  );
  expect(readFileSync(file('model/.pipeline/logs/v1/deepfm-register.log'), 'utf8')).toContain('is done');
}, 120_000);

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'after %s nothing goes on unseen, and a re-run completes it',
  async signal => {
    const { folder, file, calls } = workplace({
      models: { deepfm: { train: ['--waits-for', 'go'] }, xgb: { evaluate: ['--waits-for', 'go'] } },
    });
    const child = pipeline.start(folder, ['--version', 'v1', '--jobs', '2', '--max-memory', '4GB']);
    child.stdout.resume();
    child.stderr.resume();
    const ended = once(child, 'exit');
    await Promise.all([untilThere(file('deepfm.waits')), untilThere(file('xgb.waits'))]);
    child.kill(signal);
    expect(await ended).toEqual(signal === 'SIGTERM' ? [143, null] : [null, 'SIGKILL']);
    await untilThere(file('model/deepfm/.checkpoint'));
    await untilThere(file('model/xgb/.checkpoint'));
    expect(calls()).toEqual([
      'evaluate xgb',
      'evaluate xgb was stopped',
      'training deepfm',
      'training deepfm was stopped',
      'training xgb',
    ]);

    writeFileSync(file('go'), '');
    const again = await pipeline.run(folder, ['--jobs', '2', '--max-memory', '4GB']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('Goes on with version v1');
    expect(readFileSync(file('calls.log'), 'utf8')).toMatch(/^training deepfm --version v1 .*--resume$/m);
    expect(calls()).toEqual([...stepsOf('deepfm'), 'deploy xgb', 'evaluate xgb', 'register xgb'].sort());
  },
  120_000,
);

test('a data command that fails, or is stopped, trains nothing', async () => {
  const { folder, file, calls } = workplace({
    data: 'touch began; test -e rows || { echo no rows today >&2; exit 3; }',
    models: { xgb: {} },
  });
  const failed = await pipeline.run(folder, []);
  expect(failed).toMatchObject({ code: 10, stderr: 'pipeline: data: no rows today\n' });
  expect(calls()).toEqual([]);
  writeFileSync(file('rows'), '');
  expect(await pipeline.run(folder, ['--skip-eval', '--skip-register'])).toMatchObject({ code: 0 });
  expect(calls()).toEqual(['deploy xgb', 'training xgb']);
}, 120_000);

test('whatever is wrong is told before anything is done', async () => {
  const { folder, file, calls } = workplace({
    models: {
      xgb: { train: ['--data-path', 'rows.csv'], deploy: ['--unknown'] },
      deepfm: { train: ['--unknown'] },
    },
  });
  const { code, stdout, stderr } = await pipeline.run(folder, []);
  expect({ code, stdout, lines: stderr.trimEnd().split('\n') }).toEqual({
    code: 1,
    stdout: '',
    lines: [
      'pipeline: pipeline.json: models.xgb.train: --data-path rows.csv: no such file, and no "data" command that brings it.',
      "pipeline: pipeline.json: models.xgb.deploy: unknown option '--unknown' (Did you mean --known?)",
      "pipeline: pipeline.json: models.deepfm.train: unknown option '--unknown' (Did you mean --known?)",
    ],
  });
  expect(calls()).toEqual([]);
  expect(existsSync(file('model/.pipeline/run.json'))).toBe(false);
  const other = await pipeline.run(folder, ['mmoe']);
  expect(other.stderr).toBe('pipeline: there is no model "mmoe"; those of pipeline.json are xgb, deepfm.\n');
}, 120_000);

describe('on one model directory', () => {
  const waiting = { train: ['--waits-for', 'go'] };

  /** A run that has begun to train a model. */
  async function underWay(
    folder: string,
    args: readonly string[],
    model: string,
  ): Promise<{ readonly ended: Promise<unknown[]> }> {
    const child = pipeline.start(folder, args);
    child.stdout.resume();
    const ended = once(child, 'exit');
    await untilThere(path.join(folder, `${model}.waits`));
    return { ended };
  }

  test('runs of one model each go side by side; no model is in two, and one at a time has several', async () => {
    const { folder, file, calls } = workplace({ models: { xgb: waiting, deepfm: waiting, mmoe: {} } });
    const first = await underWay(folder, ['--index', '0', '--version', 'v1'], 'xgb');
    const second = await underWay(folder, ['deepfm', '--version', 'v2'], 'deepfm');
    expect(await pipeline.run(folder, ['mmoe', '--version', 'v3'])).toMatchObject({ code: 0, stderr: '' });

    for (const [args, what] of [
      [['xgb'], 'the pipeline of xgb in model'],
      [[], 'the pipeline of xgb in model'],
      [['mmoe', 'deepfm'], 'the pipeline of deepfm in model'],
    ] as const) {
      const { code, stderr } = await pipeline.run(folder, args);
      expect({ args, code, stderr }).toEqual({
        args,
        code: 1,
        stderr: expect.stringMatching(
          new RegExp(`^pipeline: Another process \\(\\d+\\) is at a run of ${what}: [^\\n]*\\n$`),
        ),
      });
    }
    writeFileSync(file('go'), '');
    expect([await first.ended, await second.ended]).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(calls()).toEqual(['xgb', 'deepfm', 'mmoe'].flatMap(stepsOf).sort());
    for (const [model, version] of [
      ['xgb', 'v1'],
      ['deepfm', 'v2'],
      ['mmoe', 'v3'],
    ]) {
      expect(JSON.parse(readFileSync(file(`model/.pipeline/${model}/run.json`), 'utf8'))).toMatchObject({
        version,
        models: { [model]: { deploy: { kind: 'done' } } },
      });
    }
  }, 120_000);

  test('one run of several models goes at a time; another one may wait for it', async () => {
    const { folder, file } = workplace({ models: { xgb: waiting, deepfm: {}, mmoe: {}, dssm: {} } });
    const first = await underWay(folder, ['xgb', 'deepfm'], 'xgb');
    const refused = await pipeline.run(folder, ['mmoe', 'dssm']);
    expect(refused.stderr).toMatch(
      /^pipeline: Another process \(\d+\) is at a run of the pipeline in model: /,
    );
    const patient = pipeline.run(folder, ['mmoe', 'dssm', '--wait', '100']);
    writeFileSync(file('go'), '');
    expect(await first.ended).toEqual([0, null]);
    expect(await patient).toMatchObject({ code: 0, stderr: '' });
  }, 120_000);
});

test.each([
  [['--index', '2'], 'pipeline: --index 2: pipeline.json has 2 models, so it ends at 1.\n'],
  [['--index', '0', 'xgb'], 'pipeline: give --index 0 or the names of models, not both.\n'],
])('the place of a model that is none: %j', async (args, stderr) => {
  const { folder } = workplace({ models: { xgb: {}, deepfm: {} } });
  expect(await pipeline.run(folder, args)).toEqual({ code: 1, stdout: '', stderr });
});
