import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { addEvaluateFlags } from './evaluate-flags';

const DOCS = path.join(__dirname, '../../../docs');

const command = new Command();
addEvaluateFlags(command);
/** Others are older names of these. */
const visible = command.options.filter(({ hidden }) => !hidden);

describe.each(['', 'zh-CN'])('docs/%s', language => {
  const sections = readFileSync(path.join(DOCS, language, 'operations.md'), 'utf8').split(/^##+ /m);
  const [section = ''] = sections.filter(
    text => text.includes('main.js --model') && text.includes('`evaluate`'),
  );
  const rows = section.split('\n').filter(line => line.startsWith('| `--'));

  test('describes the flags that there are, each in one row', () => {
    const described = rows.flatMap(row =>
      [...row.split('|')[1].matchAll(/`(--[a-z\d-]+)`/g)].map(([, flag]) => flag),
    );
    expect(described.sort()).toEqual(visible.map(({ long }) => long).sort());
  });
});
