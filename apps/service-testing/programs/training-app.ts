import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { bundledOnce, QUICK_START } from '../../../libs/command-line/testing/bundled-once';
import { RunsInTurn, type Run } from '../../../libs/command-line/testing/runs-in-turn';

export type { Run } from '../../../libs/command-line/testing/runs-in-turn';

const REPOSITORY = path.resolve(__dirname, '../../..');
/** Packages with native code: they cannot go into the bundle. */
const EXTERNAL = [
  'onnxruntime-node',
  '@duckdb/node-bindings',
  'koffi',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  'mysql2',
  'apache-arrow',
  '@grpc/grpc-js',
  // TensorFlow.js would ask for it to fetch something.
  'node-fetch',
];
/** A run that takes longer hangs: it is killed, and its test fails. */
const TIMEOUT_MS = 120_000;

/** What a process may not do. */
export interface Limits {
  /** No file may grow beyond: the system says so as it says that a disk is full. */
  readonly fileKilobytes?: number;
}

/** The training app as a real process. */
export interface TrainingApp {
  /** A new folder; all are removed after the last test. */
  newFolder(): string;
  /** Starts the training in a folder. */
  start(
    folder: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
    limits?: Limits,
  ): ChildProcessByStdio<null, Readable, Readable>;
  /** Runs the training in a folder to its end. */
  train(
    folder: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
    limits?: Limits,
  ): Promise<Run>;
  /**
   * The same in less time, for what is about the training and not about its process: these runs of a test file take turns
   * in one process, which is like a new one for each.
   */
  inTurn(
    folder: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<Run>;
}

/** Models that learn labels and amounts. */
export type ModelName = 'xgb' | 'deepfm' | 'mmoe';
/** The commands: those that train the model of that name, and those about versions. */
type CommandName =
  | ModelName
  | 'din'
  | 'two-tower'
  | 'youtube-dnn'
  | 'dssm'
  | 'node2vec'
  | 'item2vec'
  | 'export-vectors'
  | 'most-similar'
  | 'describe'
  | 'validate'
  | 'join-labels'
  | 'tune'
  | 'promote'
  | 'versions';

/** The app for the tests of a file, which train models of one kind. */
export function trainingApp(model: CommandName = 'xgb'): TrainingApp {
  return trainingApps()[model];
}

/** The same for tests of several models. */
export function trainingApps(): Readonly<Record<CommandName, TrainingApp>> {
  const folders: string[] = [];
  let main = '';
  let turns: RunsInTurn | null = null;

  beforeAll(async () => {
    const folder = await bundledOnce('apps-training', {
      entryPoints: [path.join(REPOSITORY, 'apps/training/src/main.ts')],
      supported: { 'dynamic-import': false },
      minifyWhitespace: true,
      external: EXTERNAL,
    });
    main = path.join(folder, 'main.js');
  });
  afterAll(() => turns?.end());
  afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

  const appOf = (model: CommandName): TrainingApp => {
    const start: TrainingApp['start'] = (folder, args, environment = {}, { fileKilobytes } = {}) => {
      const command = [process.execPath, main, model, ...args];
      const [program, ...its] =
        fileKilobytes === undefined
          ? command
          : ['bash', '-c', `ulimit -f ${fileKilobytes} && exec "$@"`, 'bash', ...command];
      return spawn(program, its, {
        cwd: folder,
        env: { ...process.env, NO_COLOR: '1', ...QUICK_START, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
      });
    };
    return {
      newFolder() {
        const folder = mkdtempSync(path.join(tmpdir(), 'reckit-training-'));
        folders.push(folder);
        return folder;
      },
      start,
      async train(folder, args, environment, limits) {
        const child = start(folder, args, environment, limits);
        const ended = once(child, 'close');
        const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
        await ended;
        return { code: child.exitCode, stdout, stderr };
      },
      inTurn(folder, args, environment = {}) {
        turns ??= new RunsInTurn(main, { ...process.env, NO_COLOR: '1' }, TIMEOUT_MS);
        return turns.run({ folder, args: [model, ...args], environment });
      },
    };
  };
  return {
    xgb: appOf('xgb'),
    deepfm: appOf('deepfm'),
    din: appOf('din'),
    mmoe: appOf('mmoe'),
    'two-tower': appOf('two-tower'),
    'youtube-dnn': appOf('youtube-dnn'),
    dssm: appOf('dssm'),
    node2vec: appOf('node2vec'),
    item2vec: appOf('item2vec'),
    'export-vectors': appOf('export-vectors'),
    'most-similar': appOf('most-similar'),
    describe: appOf('describe'),
    validate: appOf('validate'),
    'join-labels': appOf('join-labels'),
    tune: appOf('tune'),
    promote: appOf('promote'),
    versions: appOf('versions'),
  };
}

/** Expects that a run went well without a word on standard error. */
export function expectSuccess({ code, stderr }: Run): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

/** The one line with which a run was refused. */
export function refusalOf({ code, stderr }: Run): string {
  expect(stderr).toMatch(/^train [a-z0-9-]+: [^\n]+\n$/);
  expect(code).toBe(1);
  return stderr.slice(stderr.indexOf(': ') + 2, -1);
}
