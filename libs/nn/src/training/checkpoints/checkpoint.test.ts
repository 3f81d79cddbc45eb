import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stateOfEpoch } from '../../../testing/checkpoint-states';
import { temporaryFolder } from '../../../testing/temporary-folder';
import { InvalidCheckpoint } from '../../errors';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { writeArrayFile } from './write-array-file';

const folder = temporaryFolder();
const file = path.join(folder, 'run.checkpoint');
beforeEach(() => writeCheckpoint(file, stateOfEpoch(2)));

/** The message with which the file is refused, one line. */
async function refusal(): Promise<string> {
  const error: unknown = await readCheckpoint(file).catch((reason: unknown) => reason);
  if (!(error instanceof InvalidCheckpoint)) throw new Error('It was not refused.', { cause: error });
  expect(error.message).toMatch(/^[^\r\n]+$/);
  expect(error.message.startsWith(`${file}: `)).toBe(true);
  return error.message.slice(file.length + 2);
}

test.each([1, 2])('reads what was written, after epoch %i', async epoch => {
  await writeCheckpoint(file, stateOfEpoch(epoch));
  expect(await readCheckpoint(file)).toEqual({ file, ...stateOfEpoch(epoch) });
});

test('reads what was written without early stopping', async () => {
  const state = { ...stateOfEpoch(3), best: null };
  await writeCheckpoint(file, state);
  expect(await readCheckpoint(file)).toEqual({ file, ...state });
});

test('does not write weights twice if the last epoch is the best', async () => {
  await writeCheckpoint(file, stateOfEpoch(1, 1000));
  const sizeOfBest = statSync(file).size;
  await writeCheckpoint(file, stateOfEpoch(2, 1000));
  // Parameters and the values of two tables.
  expect(statSync(file).size - sizeOfBest).toBeGreaterThan(3 * 4000);
});

test('reads what was written within an epoch, the best weights apart from those of now', async () => {
  const { progress, ...rest } = stateOfEpoch(1);
  const state = { ...rest, progress: { ...progress, underway: { steps: 2, lossSum: 1.25, rows: 9 } } };
  await writeCheckpoint(file, { ...state, best: stateOfEpoch(3).best });
  expect(await readCheckpoint(file)).toEqual({ file, ...state, best: stateOfEpoch(3).best });
});

test.each([1, 2])('reads a file of format %i, whose epochs each ended with an evaluation', async format => {
  const { fingerprint, progress, engine } = stateOfEpoch(2);
  const stopping = { bestEpoch: 1, bestScore: 1 / 3, epochsWithoutGain: 1 };
  const document = {
    ...{ format, fingerprint, progress: { ...progress, stopping } },
    ...{ optimizerSlots: 0, tables: [], best: 'none' },
  };
  const { parameters, state } = engine;
  await writeArrayFile(file, { document, arrays: new Map(Object.entries({ parameters, state })) });
  expect((await readCheckpoint(file)).progress).toEqual(progress);
});

test('leaves no other file behind', () => expect(readdirSync(folder)).toEqual(['run.checkpoint']));

test('leaves the last checkpoint and no other file if one cannot be written', async () => {
  const before = readFileSync(file);
  const broken = { ...stateOfEpoch(3), fingerprint: { rows: 1n } };
  // @ts-expect-error JSON has no big integers, which is how this write fails half-way.
  await expect(writeCheckpoint(file, broken)).rejects.toThrow('BigInt');
  expect(readFileSync(file)).toEqual(before);
  expect(readdirSync(folder)).toEqual(['run.checkpoint']);
});

test('a file that ends early is refused wherever it ends', async () => {
  const bytes = readFileSync(file);
  for (let length = 0; length < bytes.length; length += 13) {
    writeFileSync(file, bytes.subarray(0, length));
    expect(await refusal()).toBe('the checkpoint is cut short. Start the training from its beginning.');
  }
});

test('a file with one byte changed is refused wherever it is', async () => {
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length; at += 7) {
    const altered = Buffer.from(bytes);
    altered[at] ^= 1;
    writeFileSync(file, altered);
    expect(await refusal()).toMatch(/cut short|checksum|no checkpoint that this version/);
  }
});

test('a file with more behind its end is refused', async () => {
  writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(1)]));
  expect(await refusal()).toContain('its checksum differs');
});

test('a file of another kind is refused', async () => {
  writeFileSync(file, 'user_id,item_id,label\n'.repeat(10));
  expect(await refusal()).toBe(
    'no checkpoint that this version can read. Start the training from its beginning, or name another file.',
  );
});

test.each([
  ['another document', { format: 2 }],
  ['no arrays', { ...documentOf(), tables: ['items'] }],
])('a file of the right form with %s is refused', async (_, document) => {
  await writeArrayFile(file, { document, arrays: new Map() });
  expect(await refusal()).toBe(
    'a checkpoint of a format that this version does not read. Start the training from its beginning.',
  );
});

test('a file that is not there is refused', async () => {
  const nowhere = path.join(folder, 'nowhere');
  await expect(readCheckpoint(nowhere)).rejects.toThrow(
    new InvalidCheckpoint(`${nowhere}: there is no checkpoint. Start the training from its beginning.`),
  );
});

test('a path that cannot be read is refused', async () => {
  const attempt = readCheckpoint(folder);
  await expect(attempt).rejects.toBeInstanceOf(InvalidCheckpoint);
  await expect(attempt).rejects.toThrow(`${folder}: cannot be read (Error: EISDIR`);
});

function documentOf() {
  const { fingerprint, progress } = stateOfEpoch(1);
  return { format: 1, fingerprint, progress, optimizerSlots: 0, best: 'none' };
}
