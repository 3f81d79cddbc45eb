import { gzipSync } from 'node:zlib';
import { judgeAnswer } from './judge-answer';
import type { Exchanged } from './raw-exchange';

const request = (target: string, isWhole = true, method = 'POST') => ({
  route: 'r',
  method,
  target,
  bytes: Buffer.alloc(0),
  isEnded: false,
  isWhole,
});

const answered = (
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Exchanged => ({
  kind: 'answered',
  answer: { status, headers: { 'x-request-id': 'a', ...headers }, body: Buffer.from(body) },
});

const DETAIL = '{"detail":"d","request_id":"a"}';
const ERROR = '{"error":"e"}';
const PREDICT = request('/predictions/xgb');
const INFER = request('/v2/models/xgb/infer');

test.each([
  ['a prediction', PREDICT, answered(200, '{"predictions":[0.5]}')],
  ['an error of each protocol', PREDICT, answered(400, DETAIL)],
  ['an error of each protocol', INFER, answered(404, ERROR)],
  ['what is no HTTP', INFER, answered(400, DETAIL)],
  ['a documented 503', INFER, answered(503, ERROR)],
  ['what is not done', request('/v1/models/xgb:classify'), answered(501, ERROR)],
  ['a state', request('/ready'), answered(503, '{"status":"x","not_loaded":[]}')],
  ['HEAD', request('/nothing', true, 'HEAD'), answered(404, '')],
  [
    'bytes behind JSON',
    INFER,
    answered(200, '{}\u0001\u0002', {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': '2',
    }),
  ],
  [
    'a compressed answer',
    INFER,
    answered(200, gzipSync('{}'), { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
  ],
  [
    'nothing for half a request',
    request('/', false),
    { kind: 'closed', reason: 'reset' } satisfies Exchanged,
  ],
])('%s is right', (_name, asked, exchanged) => expect(judgeAnswer(asked, exchanged)).toBeNull());

test.each([
  ['status 500', PREDICT, answered(500, DETAIL)],
  ['status 501', PREDICT, answered(501, DETAIL)],
  ['another form', PREDICT, answered(400, ERROR)],
  ['another form', INFER, answered(400, '{"error":"two\\nlines"}')],
  ['another form', INFER, answered(400, '{"error":"e","more":"m"}')],
  ['no JSON', INFER, answered(200, '{"outputs":')],
  ['without a body', PREDICT, answered(404, '')],
  ['without X-Request-ID', PREDICT, answered(200, '{}', { 'x-request-id': '' })],
  ['no gzip', INFER, answered(200, '{}', { 'content-encoding': 'gzip' })],
  ['no answer: reset', PREDICT, { kind: 'closed', reason: 'reset' } satisfies Exchanged],
  ['no answer', request('/', false), { kind: 'silent' } satisfies Exchanged],
  ['status 0', PREDICT, answered(0, '')],
])('%s is a fault', (fault, asked, exchanged) => expect(judgeAnswer(asked, exchanged)).toContain(fault));
