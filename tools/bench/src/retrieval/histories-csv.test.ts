import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rowsOf, writeHistories } from './histories-csv';

test('each item is a target before the last row of a user, and a history is what the user met before', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'reckit-histories-'));
  try {
    const shape = { items: 2_000, rowsAUser: 10 };
    const file = path.join(folder, 'histories.csv');
    await writeHistories(file, shape);
    const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(header).toBe('user_id,history,target_item_id');
    expect(lines).toHaveLength(rowsOf(shape));
    expect(lines).toHaveLength(3_000);
    const met = new Map<string, string[]>();
    const learnt = new Set<string>();
    for (const line of lines) {
      const [, user, history, target] = /^(u\d+),"(.*)",(i\d+)$/.exec(line) ?? [];
      const before = met.get(user) ?? [];
      expect(history).toBe(before.join(','));
      met.set(user, [...before, target]);
      if (before.length < shape.rowsAUser - 1) learnt.add(target);
    }
    expect(met.size).toBe(300);
    expect(learnt.size).toBe(shape.items);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
