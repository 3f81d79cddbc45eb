import { connect, type Socket } from 'node:net';
import { CollectiveError, PeerLost } from './errors';
import { FramedSocket } from './framed-socket';
import { greetingOf, readReply } from './greeting';
import type { MeetOptions } from './meet';
import type { Meeting } from './meeting';
import type { Patience } from './patience';

/** Comes to process 0. */
export async function join(options: MeetOptions, patience: Patience): Promise<Meeting> {
  const { rank, worldSize, at } = options;
  const place = `${at.host}:${at.port}`;
  const { socket, framed } = await patience.retry(
    () => arrive(options),
    reason =>
      new CollectiveError(
        `Process 0 of this training is not to be found at ${place} (${reason}): start it there, or name the place where it is.`,
      ),
  );
  const lost = (reason: string) => new PeerLost(`Process 0 of this training, at ${place},`, reason);
  return {
    rank,
    worldSize,
    address: socket.remoteAddress ?? at.host,
    async gather(bytes) {
      framed.send(bytes);
      const all: Uint8Array[] = [];
      for (let from = 0; from < worldSize; from++) {
        all.push(from === rank ? bytes : await framed.receive(lost));
      }
      return all;
    },
    close: () => framed.end(),
  };
}

/** Connects and waits until all are there. */
async function arrive(options: MeetOptions): Promise<{ socket: Socket; framed: FramedSocket }> {
  const socket = await connected(options.at);
  const framed = new FramedSocket(socket);
  try {
    framed.send(greetingOf(options));
    readReply(await framed.receive(reason => new Error(reason)), options);
    return { socket, framed };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function connected({ host, port }: MeetOptions['at']): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
