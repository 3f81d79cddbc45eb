import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newMark } from '@reckit/data';
import { temporaryFolders } from '../../../artifacts/testing/temporary-folder';
import { NotOurTurn } from '../errors';
import { takeTurn } from './take-turn';

const newFolder = temporaryFolders();
const what = 'the registry';
/** More than Linux ever has. */
const NO_PROCESS = '999999999';

test('one at a time, in the order in which they came', async () => {
  const folder = newFolder();
  const order: string[] = [];
  const first = await takeTurn(folder, { what });
  const second = takeTurn(folder, { what }).then(async turn => {
    order.push('second');
    await turn.end();
  });
  await expect(takeTurn(folder, { what, waitMs: 0 })).rejects.toThrow(NotOurTurn);
  await expect(takeTurn(folder, { what, waitMs: 0 })).rejects.toThrow(
    `Another process (${process.pid}) is at the registry: wait for it to end`,
  );
  order.push('first');
  await first.end();
  await second;
  expect(order).toEqual(['first', 'second']);
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['drawing', '000000000001'])('a dead process with a file %s is not waited for', async kind => {
  const folder = newFolder();
  writeFileSync(path.join(folder, `${kind}-${newMark().replace(/^\d+/, NO_PROCESS)}`), '');
  const turn = await takeTurn(folder, { what, waitMs: 0 });
  expect(readdirSync(folder)).toHaveLength(1);
  await turn.end();
});

test('the number of a dead process that another one has by now is told by the time of its start', async () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, `000000000001-${newMark().replace(/_\d+-/, '_1-')}`), '');
  await (await takeTurn(folder, { what, waitMs: 0 })).end();
});

test('a process elsewhere is believed to live while its file is young', async () => {
  const folder = newFolder();
  const [id, , random] = newMark().split('-');
  const ticket = path.join(folder, `000000000001-${id}-elsewhere-${random}`);
  writeFileSync(ticket, '');
  await expect(takeTurn(folder, { what, waitMs: 0 })).rejects.toThrow(NotOurTurn);
  utimesSync(ticket, 1, 1);
  await (await takeTurn(folder, { what, waitMs: 0 })).end();
});

test('whoever was taken for dead is told so', async () => {
  const folder = newFolder();
  const turn = await takeTurn(folder, { what });
  expect(await turn.isHeld()).toBe(true);
  await turn.end();
  expect(await turn.isHeld()).toBe(false);
});
