import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runShell, runStep } from './run-step';

const folder = mkdtempSync(path.join(tmpdir(), 'run-step-'));
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, source: string): string {
  const file = path.join(folder, `${name}.js`);
  writeFileSync(file, source);
  return file;
}

const never = new AbortController().signal;

describe('runStep', () => {
  it('keeps what was printed, and tells how it ended', async () => {
    const logFile = path.join(folder, 'step.log');
    const script = program(
      'fails',
      'console.log("trained", process.argv[2]); console.error("first"); console.error("last\\n"); process.exitCode = 3',
    );
    const { exitCode, lastLine } = await runStep([script, 'xgb'], { logFile, signal: never });
    expect({ exitCode, lastLine }).toEqual({ exitCode: 3, lastLine: 'last' });
    expect(readFileSync(logFile, 'utf8')).toContain('trained xgb');
    await runStep([script, 'again'], { logFile, signal: never });
    expect(readFileSync(logFile, 'utf8')).toMatch(/trained xgb[^]*trained again/);
  });

  it('ends the program when told to', async () => {
    const script = program('waits', 'setInterval(() => undefined, 1000); console.error("waiting")');
    const controller = new AbortController();
    const logFile = path.join(folder, 'ended.log');
    const run = runStep([script], { logFile, signal: controller.signal });
    controller.abort();
    expect(await run).toMatchObject({ exitCode: null });
  });
});

describe('runShell', () => {
  it('runs a command with what it is told', async () => {
    const logFile = path.join(folder, 'new', 'data.log');
    const command = 'echo rows of "$DAY" && false || { echo gone >&2; exit 4; }';
    const result = await runShell(command, { logFile, signal: never }, { DAY: 'monday' });
    expect(result).toMatchObject({ exitCode: 4, lastLine: 'gone' });
    expect(readFileSync(logFile, 'utf8')).toContain('rows of monday');
  });

  it('ends what the shell has started', async () => {
    const controller = new AbortController();
    const logFile = path.join(folder, 'shell.log');
    const run = runShell('sleep 600; echo late', { logFile, signal: controller.signal }, {});
    controller.abort();
    expect(await run).toMatchObject({ exitCode: null });
    expect(readFileSync(logFile, 'utf8')).toBe('');
  });
});
