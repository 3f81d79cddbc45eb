import { temporaryFolders } from '../../../../libs/artifacts/testing/temporary-folder';
import { takePlace } from './admission';

const newFolder = temporaryFolders();

test('no more have a place at a time than there are, and who waits gets the next one', async () => {
  const folder = newFolder();
  let within = 0;
  let most = 0;
  let waited = 0;
  const work = async (): Promise<void> => {
    const place = await takePlace(folder, 2, () => waited++);
    most = Math.max(most, ++within);
    await new Promise(resolve => setTimeout(resolve, 20));
    within--;
    await place.end();
  };
  await Promise.all([work(), work(), work(), work()]);
  expect(most).toBe(2);
  expect(waited).toBeGreaterThanOrEqual(1);
});
