import { formatReport, formatRun } from './markdown';
import { atLeast, below, type MeasureReport } from './measure-report';

const report: MeasureReport = {
  name: 'sample',
  title: 'A sample',
  columns: [
    { key: 'what', title: 'what' },
    { key: 'rate', title: 'requests/s' },
    { key: 'ratio', title: 'ratio', decimals: 2 },
  ],
  rows: [
    { what: 'bare', rate: 12345.6, ratio: 1 },
    { what: 'ours, long name', rate: 987, ratio: 0.5 },
  ],
  targets: [],
  notes: [],
};

test('columns are aligned, numbers to the right with their decimals', () => {
  expect(formatReport(report)).toBe(
    [
      '## A sample',
      '',
      '| what            | requests/s | ratio |',
      '| --------------- | ---------: | ----: |',
      '| bare            |     12,346 |  1.00 |',
      '| ours, long name |        987 |  0.50 |',
    ].join('\n'),
  );
});

test('a target says what was measured and whether that is enough', () => {
  const targets = [atLeast('ratio at least 0.6', 0.59, 0.6), below('under 50 ms', 12, 50, 'ms')];
  const text = formatReport({ ...report, rows: [], targets, notes: ['A note.'] });
  expect(text).toContain('| ratio at least 0.6 | 0.59     | NOT met |');
  expect(text).toContain('| under 50 ms        | 12.0 ms  | met     |');
  expect(text).toMatch(/\n\nA note\.$/);
});

test('the head names the machine, the versions and a quick run', () => {
  const run = { machine: 'a CPU', versions: { 'Node.js': '20.1.0' }, date: '2026-01-02', quick: true };
  expect(formatRun(run)).toBe('a CPU  \nNode.js 20.1.0  \n2026-01-02 (quick mode: figures mean nothing)');
});
