/** @needs collective */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { bundledOnce } from '../../../command-line/testing/bundled-once';
import { freePort } from '../../../data/testing/free-port';

let program: string;
beforeAll(async () => {
  const member = path.join(__dirname, '../test-data/collective-member.ts');
  const folder = await bundledOnce('collective-member', { entryPoints: { member }, external: ['koffi'] });
  program = path.join(folder, 'member.js');
});

/** Processes that compute together, the last one started first. */
async function run(worldSize: number, does: string) {
  const port = await freePort();
  const ranks = Array.from({ length: worldSize }, (_, rank) => rank);
  const ended = ranks.toReversed().map(async rank => {
    const child = spawn(process.execPath, [program, String(rank), String(worldSize), String(port), does], {
      env: { ...process.env, XGBOOST_LIBRARY: process.env['COLLECTIVE_LIBRARY'] },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { code, stdout, stderr };
  });
  return (await Promise.all(ended)).toReversed();
}

test.each([2, 3])('%i processes sum, broadcast and gather, and each keeps its rank', async worldSize => {
  const runs = await run(worldSize, 'compute');
  const ranks = runs.map((_, rank) => rank);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  runs.forEach(({ code, stdout, stderr }, rank) => {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      rank,
      worldSize,
      summed: [
        [total, worldSize * 0.5],
        [total + worldSize, total * 1e300],
      ],
      sent: [worldSize - 1, worldSize],
      gathered: ranks.map(other => Array.from({ length: other }, () => other)),
    });
  });
});

test('a process that dies ends the others, each with one line that says so', async () => {
  const [first, second, third] = await run(3, 'die');
  expect(third?.code).toBeNull();
  for (const survivor of [first, second]) {
    expect(survivor).toMatchObject({ code: 1, stdout: '' });
    expect(survivor?.stderr).toMatch(
      /^(Another process|Process 2) of this training ended or cannot be reached any more \(.+\), and so this one ends\. .+\n$/,
    );
  }
});
