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

test('percent without a terminal: the end, and tenths no more often than each second', () => {
  Object.assign(process.stdout, { isTTY: false });
  const clock = jest.spyOn(performance, 'now');
  const progress = new Console({}).percent('Training');
  const at = (ms: number, done: number): void => {
    clock.mockReturnValue(performance.timeOrigin + ms);
    progress.step(done, `${done} done`);
  };
  clock.mockReturnValue(performance.timeOrigin);
  at(10_000_000, 4.5);
  at(10_000_200, 12.5);
  at(10_000_400, 30);
  at(10_001_900, 41);
  at(10_002_000, 100);
  progress.end();
  progress.end();
  expect(written.join('')).toBe(
    'Training  12 %  12.5 done\nTraining  41 %  41 done\nTraining 100 %  100 done\n',
  );
});

test('percent on a terminal is a bar, and with --quiet nothing', () => {
  const console = onTerminal(80);
  const progress = console.percent('Training');
  progress.step(37.9, '12 words/s');
  console.close();
  expect(drawn().join('\n')).toMatch(/ 37 % {2}12 words\/s/);
  written = [];
  const quiet = new Console({ quiet: true }).percent('Training');
  quiet.step(50, '');
  quiet.end();
  expect(written).toEqual([]);
});

test.each([true, false])(
  'what a file is called and holds controls no terminal, a terminal being %s',
  isTTY => {
    Object.assign(process.stdout, { isTTY, columns: 200 });
    jest.spyOn(process.stderr, 'write').mockImplementation(text => {
      written.push(String(text));
      return true;
    });
    const wild = 'a\x1b[31m\x07\x9b2J\u202e\n\r\u2028b';
    const console = new Console({});
    console.fact(wild, wild);
    console.warn(wild);
    const progress = console.progress(1, 'round');
    progress.note(wild);
    progress.step(1, wild);
    progress.end();
    const all = written.join('');
    for (const control of ['\x1b[31m', '\x07', '\x9b', '\u202e', '\u2028', '\nb', '\rb']) {
      expect(all).not.toContain(control);
    }
    const escaped = 'a\\u001b[31m\\u0007\\u009b2J\\u202e\\n\\r\\u2028b';
    expect(written[0]).toContain(escaped);
    expect(written[0].split(escaped)).toHaveLength(3);
    expect(written[1]).toContain(`: ${escaped}\n`);
    expect(written.slice(2).join('')).toContain(escaped);
  },
);
