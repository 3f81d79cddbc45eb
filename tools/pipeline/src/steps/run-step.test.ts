import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runStep } from './run-step';

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
    const log = path.join(folder, 'step.log');
    const script = program(
      'fails',
      'console.log("trained", process.argv[2]); console.error("first"); console.error("last\\n"); process.exitCode = 3',
    );
    const { exitCode, lastLine } = await runStep([script, 'xgb'], log, never);
    expect({ exitCode, lastLine }).toEqual({ exitCode: 3, lastLine: 'last' });
    expect(readFileSync(log, 'utf8')).toContain('trained xgb');
    await runStep([script, 'again'], log, never);
    expect(readFileSync(log, 'utf8')).toMatch(/trained xgb[^]*trained again/);
  });

  it('ends the program when told to', async () => {
    const script = program('waits', 'setInterval(() => undefined, 1000); console.error("waiting")');
    const controller = new AbortController();
    const run = runStep([script], path.join(folder, 'ended.log'), controller.signal);
    controller.abort();
    expect(await run).toMatchObject({ exitCode: null });
  });
});
