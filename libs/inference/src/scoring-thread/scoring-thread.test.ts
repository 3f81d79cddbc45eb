import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledOnce } from '../../../command-line/testing/bundled-once';
import { flatDeepfm } from '../flat/flat-deepfm';
import { readModelSource } from '../loading/read-model-source';
import { openSession, type Session } from '../scoring/session';
import { ScoringThread } from './scoring-thread';
import { onnxOf } from '../loading/signature-graph';

const REPOSITORY = path.resolve(__dirname, '../../../..');
const MODEL = path.join(REPOSITORY, 'apps/deepfm/fixtures/model');
const WIDTH = 7;
const ROWS = 50;
const VALUES = Float32Array.from({ length: ROWS * WIDTH }, (_, i) => Math.sin(i));

let folder = '';
let program = '';
let onnx: Uint8Array;
let here: Session;
let thread: ScoringThread;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'reckit-thread-'));
  const bundle = await bundledOnce('scoring-thread', {
    entryPoints: [path.join(__dirname, '../../testing/scoring-thread.ts')],
    external: ['onnxruntime-node'],
  });
  program = path.join(bundle, 'scoring-thread.js');
  const { signatures } = await readModelSource({
    modelDir: MODEL,
    name: 'deepfm',
    flat: flatDeepfm,
    version: null,
  });
  onnx = onnxOf(signatures[0].onnx);
  here = await openSession(onnx);
});
afterAll(async () => {
  await here.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => (thread = new ScoringThread(program)));
afterEach(() => thread.close());

/** Runs until the thread, which the first run starts, has done one. */
async function runThere(runs: ReturnType<ScoringThread['runsOf']>): Promise<unknown> {
  for (;;) {
    const outputs = await runs.run(VALUES, ROWS, WIDTH);
    if (outputs) return outputs;
    await new Promise(resolve => setImmediate(resolve));
  }
}

test('computes what the session here does, once it has started, and leaves the rows as they are', async () => {
  const runs = thread.runsOf(onnx, {}, 1);
  const before = Float32Array.from(VALUES);
  expect(await runs.run(VALUES, ROWS, WIDTH)).toBeNull();
  const outputs = await runThere(runs);
  expect(outputs).toEqual(await here.run(VALUES, ROWS, WIDTH));
  expect(VALUES).toEqual(before);
  await runs.close();
  expect(await runs.run(VALUES, ROWS, WIDTH)).toBeNull();
});

test('serves several sessions, each until it is closed', async () => {
  const [first, second] = [thread.runsOf(onnx, {}, 1), thread.runsOf(onnx, {}, 1)];
  const expected = await here.run(VALUES, ROWS, WIDTH);
  await runThere(first);
  expect(await runThere(second)).toEqual(expected);
  await first.close();
  expect(await second.run(VALUES, ROWS, WIDTH)).toEqual(expected);
  await second.close();
});

test('a run that fails there says why, and the next one goes on', async () => {
  const runs = thread.runsOf(onnx, {}, 1);
  await runThere(runs);
  await expect(runs.run(VALUES.subarray(0, 5), 1, 5)).rejects.toThrow(/dimension/i);
  expect(await runs.run(VALUES, ROWS, WIDTH)).not.toBeNull();
});

test('a thread that has ended is not started again, and leaves everything to the caller', async () => {
  const runs = thread.runsOf(onnx, {}, 1);
  await runThere(runs);
  const underWay = runs.run(VALUES, ROWS, WIDTH);
  await thread.close();
  await underWay;
  expect(await runs.run(VALUES, ROWS, WIDTH)).toBeNull();
  const others = thread.runsOf(onnx, {}, 1);
  for (let run = 0; run < 3; run++) expect(await others.run(VALUES, ROWS, WIDTH)).toBeNull();
});

test('a program that does not start leaves everything to the caller', async () => {
  const broken = path.join(folder, 'broken.js');
  writeFileSync(broken, readFileSync(program, 'utf8').slice(0, -10));
  const runs = new ScoringThread(broken).runsOf(onnx, {}, 1);
  for (let run = 0; run < 3; run++) {
    expect(await runs.run(VALUES, ROWS, WIDTH)).toBeNull();
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  await runs.close();
});
