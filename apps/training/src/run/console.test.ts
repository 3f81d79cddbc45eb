import { Console } from './console';

let written: string[] = [];
let stream: { isTTY: boolean; columns: number | undefined };

beforeEach(() => {
  written = [];
  const { isTTY, columns } = process.stdout;
  stream = { isTTY, columns };
  jest.spyOn(process.stdout, 'write').mockImplementation(text => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  Object.assign(process.stdout, stream);
});

function onTerminal(columns: number): Console {
  Object.assign(process.stdout, { isTTY: true, columns });
  return new Console({});
}

/** What is seen of the lines drawn: without the sequences that move the cursor and colour. */
function drawn(): string[] {
  return written
    .join('')
    .split(/\x1b\[1G|\r?\n/)
    .map(line => line.replace(/\x1b(?:\[[?\d;]*[A-Za-z]|[78])/g, ''));
}

test.each([20, 50, 80, 200])('a bar on %i columns keeps the cursor and the wrapping of lines', columns => {
  const console = onTerminal(columns);
  const progress = console.progress(50, 'epoch');
  progress.step(7, 'loss 0.12345  validation 0.23456'.repeat(3));
  progress.note('step 3 of 25');
  // As when the process ends in the midst of it.
  console.close();
  const all = written.join('');
  expect(all).not.toContain('\x1b[?25l');
  expect(all).not.toContain('\x1b[?7l');
  expect(all.endsWith('\n\x1b[?25h\x1b[?7h')).toBe(true);
  const lines = drawn();
  expect(lines.join('')).toContain('\u2591');
  expect(Math.max(...lines.map(line => line.length))).toBeLessThan(columns);
});

test('a bar is ended once, and goes on where a run is resumed', () => {
  const console = onTerminal(80);
  const progress = console.progress(50, 'epoch', 20);
  progress.end();
  const before = written.length;
  expect(drawn().join('\n')).toContain('20/50 epoch');
  progress.end();
  console.close();
  expect(written).toHaveLength(before);
});

test('where there is no terminal nothing is written but lines', () => {
  Object.assign(process.stdout, { isTTY: false });
  const console = new Console({});
  const progress = console.progress(30, 'round');
  for (let round = 1; round <= 14; round++) progress.step(round, `loss ${round}`);
  progress.end();
  console.close();
  expect(written.join('')).toBe('round  1/30  loss 1\nround 10/30  loss 10\nround 14/30  loss 14\n');
});
