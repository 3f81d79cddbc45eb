import { DatabaseError } from '../../../errors';
import { shownRows, type DatabaseSettings } from '../database-settings';
import type { FlightChannel } from './flight-client';
import type { FlightEndpoint } from './flight-messages';

/** Says that the rows are where they were asked for. */
const SAME = 'arrow-flight-reuse-connection:';
/** What a server calls itself that knows no name of its own. */
const NOWHERE = new Set(['0.0.0.0', '[::]', '']);
const PLAIN = new Set(['grpc:', 'grpc+tcp:']);
const WITH_TLS = 'grpc+tls:';

/**
 * The server that has a part of a result; the one that was asked where none is named.
 *
 * @throws DatabaseError for one that would be talked to in the open though TLS is wanted, or not at all
 */
export function endpointChannel(
  settings: DatabaseSettings,
  asked: FlightChannel,
  { location }: Pick<FlightEndpoint, 'location'>,
): FlightChannel {
  const urls = location.flatMap(({ uri }) => (URL.canParse(uri) ? [new URL(uri)] : []));
  if (location.length === 0 || urls.some(({ protocol }) => protocol === SAME)) return asked;
  const secure = urls.find(({ protocol }) => protocol === WITH_TLS);
  const plain = urls.find(({ protocol }) => PLAIN.has(protocol));
  const found = asked.tls === null ? (plain ?? secure) : secure;
  if (found === undefined) {
    throw new DatabaseError(
      shownRows(settings),
      plain === undefined
        ? `the rows are at ${location[0].uri}, which is not read here. Leave out --doris-arrow-port.`
        : `the rows are at ${plain.href}, without TLS. Set it up there, or give --doris-tls off.`,
    );
  }
  const { hostname, port } = found;
  const [ownHost] = /^(?:\[.*\]|[^:]*)/.exec(asked.address) ?? [''];
  const tls = found === secure ? (asked.tls ?? { ca: null, verifies: true }) : null;
  return { ...asked, address: `${NOWHERE.has(hostname) ? ownHost : hostname}:${port}`, tls };
}
