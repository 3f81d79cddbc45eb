import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage } from '@reckit/artifacts';
import { eventTable, sampleEventLog, writeCsv } from '@reckit/data';
import { trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();

test.each([
  ['youtube-dnn', 'youtube_dnn', ['--epochs', '4']],
  ['two-tower', 'two_tower', ['--epochs', '20', '--features', 'features.json']],
] as const)('%s learns from a log of who met what when', async (command, model, args) => {
  const folder = apps[command].newFolder();
  const log = sampleEventLog({ seed: 1, users: 300, items: 300, events: 15_000, maxEvents: 150 });
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
    ...['--data-path', 'log.csv', '--time-col', 'time', '--version', 'v1', '--quiet'],
    ...args,
  ]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const { manifest } = await openPackage(path.join(folder, 'model', model, 'v1'), model, []);
  expect(manifest.data).toMatchObject({ rows: 15_000, validation_rows: 300, seen_items: 'excluded' });
  const { recall_at_20: own, popularity_recall_at_20: popularity } = manifest.metrics;
  expect(own).toBeGreaterThan(1.25 * (popularity ?? 1));
});
