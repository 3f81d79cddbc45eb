import { Client, credentials } from '@grpc/grpc-js';

/** What a call of bytes came to. */
export interface BytesOutcome {
  readonly code: number;
  readonly details: string;
  /** The first message of the answer. */
  readonly answer: Buffer | null;
}

/** Calls a method of any kind with one message of these bytes, whether or not they are one. */
export async function callBytes(port: number, path: string, message: Buffer): Promise<BytesOutcome> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  const asItIs = (bytes: Buffer): Buffer => bytes;
  const call = client.makeBidiStreamRequest<Buffer, Buffer>(path, asItIs, asItIs);
  let answer: Buffer | null = null;
  call.on('data', (bytes: Buffer) => (answer ??= bytes));
  // The status says it as well.
  call.on('error', () => undefined);
  call.write(message);
  call.end();
  try {
    return await new Promise(resolve => {
      call.on('status', ({ code, details }) => resolve({ code, details, answer }));
    });
  } finally {
    client.close();
  }
}
