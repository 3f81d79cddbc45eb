import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { CollectiveError, PeerLost } from './errors';
import { FramedSocket } from './framed-socket';
import { readGreeting, refusalOf, replyOf } from './greeting';
import type { MeetOptions } from './meet';
import type { Meeting } from './meeting';
import type { Patience } from './patience';

/** A greeting is some flags; what says more is something else. */
const GREETING_BYTES = 1 << 20;
/** Errors of an address that may be this machine's in a moment, when its name is known. */
const NOT_YET = ['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL'];
const TELL_MS = 250;

/** Waits for all others to come. */
export async function host(options: MeetOptions, patience: Patience): Promise<Meeting> {
  const { rank, worldSize } = options;
  const server = await patience.retry(
    () => listening(options),
    reason => cannotListen(options, reason),
  );
  const { address, port } = addressOf(server);
  options.onListening?.(port);
  const peers = await everybody(server, options, patience).finally(() => server.close());
  for (const peer of peers.values()) peer.send(replyOf({ refused: null }));
  return {
    rank,
    worldSize,
    address,
    async gather(bytes) {
      const all = [bytes];
      for (let from = 1; from < worldSize; from++) all.push(await received(peers, from));
      for (const [to, peer] of peers) {
        all.forEach((part, from) => {
          if (from !== to) peer.send(part);
        });
      }
      return all;
    },
    close: () => peers.forEach(peer => peer.end()),
  };
}

async function received(peers: ReadonlyMap<number, FramedSocket>, from: number): Promise<Uint8Array> {
  const lost = (reason?: string) => new PeerLost(`Process ${from} of this training`, reason);
  const peer = peers.get(from);
  if (!peer) throw lost();
  return peer.receive(lost);
}

async function listening({ at }: MeetOptions): Promise<Server> {
  const server = createServer();
  server.listen({ host: at.host, port: at.port });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (NOT_YET.includes(code)) throw error;
    throw cannotListen({ at }, error instanceof Error ? error.message : String(error));
  }
}

function cannotListen({ at }: Pick<MeetOptions, 'at'>, reason: string): CollectiveError {
  return new CollectiveError(
    `Process 0 cannot be met at ${at.host}:${at.port} (${reason}): name an address of its own machine, and a port that is free there.`,
  );
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new CollectiveError('The server has no address.');
  return address;
}

/** The connections of all others, by rank. */
function everybody(
  server: Server,
  options: MeetOptions,
  patience: Patience,
): Promise<Map<number, FramedSocket>> {
  const { worldSize } = options;
  const peers = new Map<number, FramedSocket>();
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const absent = Array.from({ length: worldSize - 1 }, (_, index) => index + 1).filter(
        rank => !peers.has(rank),
      );
      const waited = `${absent.length === 1 ? 'process' : 'processes'} ${absent.join(', ')} of ${worldSize}`;
      patience.tell(`waiting for ${waited}`);
      if (!patience.isOver) return;
      clearInterval(timer);
      peers.forEach(peer => peer.end());
      reject(
        new CollectiveError(
          `Nobody came as ${waited} to ${options.at.host}:${options.at.port}: start as many as were announced, each with its number.`,
        ),
      );
    }, TELL_MS);
    server.on('connection', socket => {
      const framed = new FramedSocket(socket, GREETING_BYTES);
      void framed
        .receive(reason => new Error(reason))
        .then(
          bytes => {
            const come = readGreeting(bytes);
            if (come === null) {
              socket.destroy();
              return;
            }
            const refused = isThere(come.rank)
              ? `There is a process ${come.rank} already: give each its own number.`
              : refusalOf(come, options);
            if (refused !== null) {
              framed.send(replyOf({ refused }));
              framed.end();
              return;
            }
            framed.expectAnySize();
            peers.set(come.rank, framed);
            if (peers.size < worldSize - 1) return;
            clearInterval(timer);
            resolve(peers);
          },
          // It went before it said who it is.
          () => undefined,
        );
    });

    /** Whether it came before, and has not been started anew since. */
    function isThere(rank: number): boolean {
      return peers.get(rank)?.isOpen ?? false;
    }
  });
}
