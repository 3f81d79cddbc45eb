import { createLogger, type Logger } from './logger';

const written: string[] = [];

beforeEach(() => {
  written.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(text => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

/** The lines that reach standard output; they are written within a few milliseconds. */
async function linesOf(
  log: (logger: Logger) => void,
  ...config: Parameters<typeof createLogger>
): Promise<string[]> {
  log(createLogger(...config));
  await new Promise(resolve => setTimeout(resolve, 25));
  return written.join('').split('\n').slice(0, -1);
}

const JSON_INFO = { logLevel: 'info', logFormat: 'json' } as const;

test('a JSON object a line, with time, level and service', async () => {
  const fields = { request_id: 'r-1', ms: 1.5, version: null, text: 'a "b"\nc' };
  const [line, ...others] = await linesOf(logger => logger.info('predict', fields), 'xgb', JSON_INFO);
  expect(others).toEqual([]);
  expect(JSON.parse(line)).toEqual({
    ...fields,
    level: 'info',
    message: 'predict',
    service: 'xgb',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
});

test('text for eyes', async () => {
  const [line] = await linesOf(
    logger => logger.warn('slow', { ms: 12, rows: [1, 2], version: null }),
    'xgb',
    { logLevel: 'info', logFormat: 'text' },
  );
  expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z warn {2}xgb slow ms=12 rows=\[1,2\] version=null$/);
});

test.each([
  ['error', ['error']],
  ['warn', ['error', 'warn']],
  ['info', ['error', 'warn', 'info']],
  ['debug', ['error', 'warn', 'info', 'debug']],
] as const)('LOG_LEVEL=%s', async (logLevel, expected) => {
  const lines = await linesOf(
    logger => {
      logger.error('e');
      logger.warn('w');
      logger.info('i');
      logger.debug('d');
    },
    'xgb',
    { logLevel, logFormat: 'json' },
  );
  expect(lines.map(line => JSON.parse(line).level)).toEqual(expected);
});

test('the lines of one turn of the event loop are one write', async () => {
  const lines = await linesOf(
    logger => {
      for (let i = 0; i < 100; i++) logger.info('predict', { i });
    },
    'xgb',
    JSON_INFO,
  );
  expect(lines.map(line => JSON.parse(line).i)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(written).toHaveLength(1);
});

test('the process is followed once, and not before the first line', async () => {
  const listeners = () => process.stdout.listenerCount('error') + process.listenerCount('exit');
  await jest.isolateModulesAsync(async () => {
    const before = listeners();
    const { createLogger: create } = await import('./logger');
    const [first, second] = ['xgb', 'deepfm'].map(service => create(service, JSON_INFO));
    expect(listeners()).toBe(before);
    first.info('ready');
    second.info('ready');
    expect(listeners()).toBe(before + 2);
    await new Promise(resolve => setTimeout(resolve, 25));
    expect(written.join('').match(/"ready"/g)).toHaveLength(2);
  });
});
