import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage } from '@reckit/artifacts';
import { eventTable, sampleEventLog, writeCsv } from '@reckit/data';
import { trainingApps } from '../../../service-testing/training-app';

const apps = trainingApps();

test.each([
  ['youtube-dnn', 'youtube_dnn', [] as string[]],
  ['two-tower', 'two_tower', ['--features', 'features.json']],
] as const)('%s learns from a log of who met what when', async (command, model, args) => {
  const folder = apps[command].newFolder();
  const log = sampleEventLog({ seed: 1, users: 150, items: 120, events: 5_000, maxEvents: 80 });
  await writeCsv(path.join(folder, 'log.csv'), eventTable(log));
  writeFileSync(
    path.join(folder, 'features.json'),
    JSON.stringify({
      features: [
        { name: 'user_id', kind: 'categorical' },
        { name: 'item_id', kind: 'categorical' },
      ],
    }),
  );
  const run = await apps[command].train(folder, [
    ...['--data-path', 'log.csv', '--time-col', 'time', '--version', 'v1', '--epochs', '8', '--quiet'],
    ...args,
  ]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const { manifest } = await openPackage(path.join(folder, 'model', model, 'v1'), model, []);
  expect(manifest.data).toMatchObject({ rows: 5_000, validation_rows: 150, seen_items: 'excluded' });
  const { recall_at_20: own, popularity_recall_at_20: popularity } = manifest.metrics;
  expect(own).toBeGreaterThan(popularity ?? 1);
});
