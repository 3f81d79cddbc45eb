import { Duplex } from 'node:stream';
import type { Connection } from 'mysql2';

/**
 * Ends a connection at once. The client's own `destroy` says goodbye and waits for the server to close, which one does
 * not that is busy with a query; the process would live as long.
 */
export function hangUp(connection: Connection): void {
  connection.destroy();
  const stream: unknown = Reflect.get(connection, 'stream');
  if (stream instanceof Duplex) stream.destroy();
}
