import type { ClientError, ProtocolName } from '@reckit/client';

/** How a protocol says what is wrong: in JSON with `detail` and the id, in JSON with `error` alone, or by a status of gRPC. */
export type ErrorForm = 'detail' | 'error' | 'grpc';

/** Every way to ask a model, and how each tells errors. */
export const PROTOCOLS = {
  torchserve: 'detail',
  'v1-instances': 'error',
  'v1-inputs': 'error',
  'oip-json': 'error',
  'oip-binary': 'error',
  'grpc-typed': 'grpc',
  'grpc-raw': 'grpc',
} as const satisfies Readonly<Record<ProtocolName, ErrorForm>>;

export const PROTOCOL_NAMES = [
  'torchserve',
  'v1-instances',
  'v1-inputs',
  'oip-json',
  'oip-binary',
  'grpc-typed',
  'grpc-raw',
] as const;

/** What an error has to be by every protocol. */
export interface ExpectedError {
  readonly status: number;
  /** The code of gRPC. */
  readonly code: string;
  readonly detail: RegExp;
  /** Whether it is the library of gRPC that refuses, which knows nothing of the id. */
  readonly isOfGrpc?: boolean;
}

/** Expects an error in the form of its protocol: one readable line, found in the log under its id, and nothing else. */
export function expectErrorOf(protocol: ProtocolName, error: ClientError, expected: ExpectedError): void {
  const form = PROTOCOLS[protocol];
  const { failure, status, code, detail, requestId, body } = error;
  expect({ failure, status, code, detail }).toEqual({
    failure: 'answered',
    status: expected.status,
    code: form === 'grpc' ? expected.code : String(expected.status),
    detail: expect.stringMatching(expected.detail),
  });
  expect(detail).toMatch(/^[ -~…]{1,300}$/);
  if (form !== 'grpc' || expected.isOfGrpc !== true) expect(requestId).toEqual(expect.any(String));
  if (form === 'grpc') expect(body).toBeNull();
  else
    expect(JSON.parse(body ?? '')).toEqual(
      form === 'detail' ? { detail, request_id: requestId } : { error: detail },
    );
}
