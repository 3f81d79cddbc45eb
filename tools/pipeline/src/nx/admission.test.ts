import { temporaryFolders } from '../../../../libs/artifacts/testing/temporary-folder';
import { takePlace } from './admission';

const newFolder = temporaryFolders();

test('no more have a place at a time than there are, and who waits gets the next one', async () => {
  const folder = newFolder();
  const nobodyWaits = (): never => {
    throw new Error('There are places.');
  };
  const first = await takePlace(folder, 2, nobodyWaits);
  const second = await takePlace(folder, 2, nobodyWaits);
  let isIn = false;
  let third: Promise<{ end(): Promise<void> }> | undefined;
  await new Promise<void>(resolve => {
    third = takePlace(folder, 2, resolve).then(place => {
      isIn = true;
      return place;
    });
  });
  expect(isIn).toBe(false);
  await second.end();
  await (await third)?.end();
  expect(isIn).toBe(true);
  await first.end();
});
