import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';

const REPOSITORY = path.resolve(__dirname, '../../..');
const TIMEOUT_MS = 25_000;

/** What a tool said, and the code with which it ended; null if it was killed. */
export interface ToolRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** A tool as a real process. */
export interface BuiltTool {
  start(args: readonly string[], environment?: Environment): ChildProcessByStdio<null, Readable, Readable>;
  run(args: readonly string[], environment?: Environment): Promise<ToolRun>;
}

/** Bundles a tool before the tests of a file, as the build does. @param name - its folder in tools/ */
export function builtTool(name: string): BuiltTool {
  let folder = '';
  let main = '';
  beforeAll(() => {
    mkdirSync(path.join(REPOSITORY, 'tmp'), { recursive: true });
    folder = mkdtempSync(path.join(REPOSITORY, `tmp/${name}-`));
    main = path.join(folder, 'main.js');
    buildSync({
      entryPoints: [path.join(REPOSITORY, 'tools', name, 'src/main.ts')],
      outfile: main,
      bundle: true,
      platform: 'node',
      target: 'node20',
      supported: { 'dynamic-import': false },
      external: [
        '@duckdb/node-api',
        '@duckdb/node-bindings',
        'mysql2',
        'apache-arrow',
        '@grpc/*',
        'onnxruntime-node',
      ],
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start: BuiltTool['start'] = (args, environment = {}) =>
    spawn(process.execPath, [main, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
  return {
    start,
    async run(args, environment) {
      const child = start(args, environment);
      const ended = once(child, 'close');
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      await ended;
      return { code: child.exitCode, stdout, stderr };
    },
  };
}

/** The one line with which a tool was refused. */
export function refusalOf({ code, stderr }: ToolRun, expectedCode = 1): string {
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  expect({ code, line }).toEqual({ code: expectedCode, line: expect.stringMatching(/^[a-z]+: .{1,300}$/) });
  return line;
}
