import type { DataConsole } from './data-console';
import { DownloadProgress } from './download-progress';

let printed = '';
let nowMs = 0;

/** Prints every step on a line. */
const CONSOLE: DataConsole = {
  fact: () => undefined,
  warn: () => undefined,
  progress: (total, unit) => ({
    step: (done, state) => (printed += `${unit} ${done}/${total}  ${state}\n`),
    note: () => undefined,
    end: () => undefined,
  }),
};

beforeEach(() => {
  printed = '';
  nowMs = 0;
});

test('a download is told by percent, bytes and the time that is left', () => {
  const progress = new DownloadProgress(CONSOLE, () => nowMs);
  progress.show(0, 2e9);
  nowMs = 500;
  progress.show(0.02e9, 2e9);
  nowMs = 10_000;
  progress.show(0.5e9, 2e9);
  nowMs = 400_000;
  progress.show(1e9, 2e9);
  progress.show(2e9, 2e9);
  progress.end();
  expect(printed.split('\n').filter(line => / (1|20|30|100)\/100 /.test(line))).toEqual([
    '% 1/100  20 MB of 2.0 GB',
    '% 20/100  500 MB of 2.0 GB, 30 s left',
    '% 30/100  1.0 GB of 2.0 GB, 7 min left',
    '% 100/100  2.0 GB of 2.0 GB',
  ]);
});

test('what was there before says nothing of the pace', () => {
  const progress = new DownloadProgress(CONSOLE, () => nowMs);
  progress.show(0.9e9, 1e9);
  nowMs = 10_000;
  progress.show(0.9e9, 1e9);
  nowMs = 20_000;
  progress.show(0.91e9, 1e9);
  progress.end();
  expect(printed).toContain('% 90/100  900 MB of 1.0 GB\n');
  expect(printed).toContain('% 91/100  910 MB of 1.0 GB, 3 min left\n');
});

test('without a download nothing is printed', () => {
  new DownloadProgress(CONSOLE).end();
  expect(printed).toBe('');
});
