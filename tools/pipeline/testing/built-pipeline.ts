import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { bundledOnce, QUICK_START } from '../../../libs/command-line/testing/bundled-once';

const REPOSITORY = path.resolve(__dirname, '../../..');
const FAKE_STEP = path.join(__dirname, 'fake-step.ts');
const TIMEOUT_MS = 120_000;
/** Packages with native code, or read only where they are needed: they are not bundled, as in a build. */
const EXTERNAL = [
  'onnxruntime-node',
  '@duckdb/node-bindings',
  'koffi',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  'mysql2',
  'apache-arrow',
  '@grpc/*',
];
const PROGRAMS = ['apps/training', 'tools/evaluate', 'tools/register', 'tools/deploy'] as const;

/** What the pipeline said, and the code with which it ended; null if it was killed. */
export interface PipelineEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The pipeline as a real process, beside the programs of its steps. */
export interface BuiltPipeline {
  start(folder: string, args: readonly string[]): ChildProcessByStdio<null, Readable, Readable>;
  run(folder: string, args: readonly string[]): Promise<PipelineEnd>;
}

/**
 * Bundles the pipeline before the tests of a file, as the build does.
 *
 * @param withPrograms - whether the programs of the steps are bundled as well; else one that does as it is told stands
 * for each
 */
export function builtPipeline(withPrograms = false): BuiltPipeline {
  let dist = '';
  beforeAll(async () => {
    const pipeline = path.join(REPOSITORY, 'tools/pipeline/src');
    const steps = PROGRAMS.map(program => {
      const source = withPrograms ? path.join(REPOSITORY, program, 'src/main.ts') : FAKE_STEP;
      return [`${program}/main`, source] as const;
    });
    dist = await bundledOnce(`pipeline-${withPrograms ? 'with-programs' : 'alone'}`, {
      entryPoints: {
        'tools/pipeline/main': path.join(pipeline, 'main.ts'),
        'tools/pipeline/end-with-parent': path.join(pipeline, 'end-with-parent.ts'),
        ...Object.fromEntries(steps),
      },
      supported: { 'dynamic-import': false },
      external: EXTERNAL,
    });
  });

  const start: BuiltPipeline['start'] = (folder, args) =>
    spawn(process.execPath, [path.join(dist, 'tools/pipeline/main.js'), ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', ...QUICK_START },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
  return {
    start,
    async run(folder, args) {
      const child = start(folder, args);
      const ended = once(child, 'close');
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      await ended;
      return { code: child.exitCode, stdout, stderr };
    },
  };
}
