import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';

const REPOSITORY = path.resolve(__dirname, '../../..');
const FAKE_STEP = path.join(__dirname, 'fake-step.ts');
const TIMEOUT_MS = 60_000;
/** Packages with native code, or read only where they are needed: they are not bundled, as in a build. */
const EXTERNAL = [
  'onnxruntime-node',
  '@duckdb/node-api',
  '@duckdb/node-bindings',
  'koffi',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  'mysql2',
  'apache-arrow',
  '@grpc/*',
];
const PROGRAMS = ['apps/training', 'tools/evaluate', 'tools/register', 'tools/deploy'] as const;
type Program = (typeof PROGRAMS)[number];

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
 * @param real - the programs that are bundled as well; the others are stood for by one that does as it is told
 */
export function builtPipeline(real: readonly Program[] = []): BuiltPipeline {
  let dist = '';
  beforeAll(() => {
    mkdirSync(path.join(REPOSITORY, 'tmp'), { recursive: true });
    dist = mkdtempSync(path.join(REPOSITORY, 'tmp/pipeline-'));
    const pipeline = path.join(REPOSITORY, 'tools/pipeline/src');
    bundle(path.join(pipeline, 'main.ts'), path.join(dist, 'tools/pipeline/main.js'));
    bundle(path.join(pipeline, 'end-with-parent.ts'), path.join(dist, 'tools/pipeline/end-with-parent.js'));
    for (const program of PROGRAMS) {
      const isReal = real.includes(program);
      const source = isReal ? path.join(REPOSITORY, program, 'src/main.ts') : FAKE_STEP;
      bundle(source, path.join(dist, program, 'main.js'));
    }
  });
  afterAll(() => rmSync(dist, { recursive: true, force: true }));

  const start: BuiltPipeline['start'] = (folder, args) =>
    spawn(process.execPath, [path.join(dist, 'tools/pipeline/main.js'), ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
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

function bundle(source: string, to: string): void {
  buildSync({
    entryPoints: [source],
    outfile: to,
    bundle: true,
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    external: EXTERNAL,
  });
}
