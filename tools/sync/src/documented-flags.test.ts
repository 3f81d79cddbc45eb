import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { addSyncFlags } from './sync-flags';
import { SyncStatus } from './watch/sync-status';

const DOCS = path.join(__dirname, '../../../docs');

const command = new Command();
addSyncFlags(command);

describe.each(['', 'zh-CN'])('docs/%s', language => {
  const sections = readFileSync(path.join(DOCS, language, 'operations.md'), 'utf8').split(/^##+ /m);
  const [section = ''] = sections.filter(text => text.includes('tools/sync/main.js'));
  const rows = section.split('\n').filter(line => line.startsWith('| `--'));

  test('describes the flags that there are, each in one row', () => {
    const described = rows.flatMap(row =>
      [...row.split('|')[1].matchAll(/`(--[a-z\d-]+)`/g)].map(([, flag]) => flag),
    );
    expect(described.sort()).toEqual(command.options.map(({ long }) => long).sort());
  });

  test('describes the metrics that there are', async () => {
    const names = [...(await new SyncStatus([]).metrics()).matchAll(/^# TYPE (\w+)/gm)].map(
      ([, name]) => name,
    );
    const described = [...section.matchAll(/^\| `(reckit_sync_\w+)`/gm)].map(([, name]) => name);
    expect(described.sort()).toEqual(names.sort());
  });
});
