import type { FuzzedCall } from './grpc-request';
import { judgeCall } from './judge-call';
import { METHODS } from './messages';
import type { CallOutcome } from './raw-call';

const [infer] = METHODS;

const callOf = (more: Partial<FuzzedCall> = {}): FuzzedCall => ({
  method: infer,
  headers: { ':method': 'POST', 'content-type': 'application/grpc' },
  body: Buffer.alloc(0),
  isGivenUp: false,
  isGrpc: true,
  ...more,
});

const outcomeOf = (more: Partial<CallOutcome>): CallOutcome => ({
  httpStatus: 200,
  status: 0,
  detail: '',
  metadata: {},
  body: Buffer.alloc(0),
  isSilent: false,
  broken: null,
  ...more,
});

test.each([
  ['an answer', callOf(), { body: Buffer.from([0, 0, 0, 0, 2, 0x1a, 0]) }],
  ['a refusal', callOf(), { status: 3, detail: 'no' }],
  ['broken frames', callOf({ isGrpc: false }), { status: 13 }],
  ['another content type', callOf({ headers: {} }), { httpStatus: 415, status: null }],
  ['a call given up', callOf({ isGivenUp: true }), { status: null, broken: 'cancelled' }],
])('%s is right', (_name, call, outcome) => expect(judgeCall(call, outcomeOf(outcome))).toBeNull());

test.each([
  ['status 13: oops', callOf(), { status: 13, detail: 'oops' }],
  ['status 2', callOf(), { status: 2 }],
  ['status 17', callOf(), { status: 17 }],
  ['no status', callOf(), { status: null }],
  ['several lines', callOf(), { status: 3, detail: 'a\nb' }],
  ['not one of the method', callOf(), { body: Buffer.from([0, 0, 0, 0, 1, 0x1f]) }],
  ['HTTP status 500', callOf(), { httpStatus: 500, status: null }],
  ['no answer', callOf(), { isSilent: true }],
])('%s is a fault', (fault, call, outcome) => expect(judgeCall(call, outcomeOf(outcome))).toContain(fault));
