import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { bundledOnce, QUICK_START } from './bundled-once';
import { RunsInTurn, type Run } from './runs-in-turn';

const REPOSITORY = path.resolve(__dirname, '../../..');
const TIMEOUT_MS = 120_000;

/** What a tool said, and the code with which it ended; null if it was killed. */
export type ToolRun = Run;

type Environment = Readonly<Record<string, string>>;

/** A tool as a real process. */
export interface BuiltTool {
  start(args: readonly string[], environment?: Environment): ChildProcessByStdio<null, Readable, Readable>;
  run(args: readonly string[], environment?: Environment): Promise<ToolRun>;
  /** The same in less time: these runs of a test file take turns in one process, which is like a new one for each. */
  inTurn(args: readonly string[], environment?: Environment): Promise<ToolRun>;
}

/** A tool for the tests of a file, bundled as the build does it. @param name - its folder in tools/ */
export function builtTool(name: string): BuiltTool {
  let folder = '';
  let main = '';
  let turns: RunsInTurn | null = null;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), `reckit-${name}-`));
    const bundle = await bundledOnce(`tools-${name}`, {
      entryPoints: [path.join(REPOSITORY, 'tools', name, 'src/main.ts')],
      supported: { 'dynamic-import': false },
      external: ['@duckdb/node-bindings', 'mysql2', 'apache-arrow', '@grpc/*', 'onnxruntime-node'],
    });
    main = path.join(bundle, 'main.js');
  });
  afterAll(() => turns?.end());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start: BuiltTool['start'] = (args, environment = {}) =>
    spawn(process.execPath, [main, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...QUICK_START, ...environment },
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
    inTurn(args, environment = {}) {
      const ofAll = { PATH: process.env['PATH'], NO_COLOR: '1' };
      turns ??= new RunsInTurn(main, ofAll, TIMEOUT_MS);
      return turns.run({ folder, args, environment });
    },
  };
}

/** The one line with which a tool was refused. */
export function refusalOf({ code, stderr }: ToolRun, expectedCode = 1): string {
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  expect({ code, line }).toEqual({ code: expectedCode, line: expect.stringMatching(/^[a-z]+: .{1,300}$/) });
  return line;
}
