import { Types, type Connection, type FieldPacket } from 'mysql2';
import type { DatabaseSettings } from '../database-settings';
import { readResult } from './read-result';

/**
 * The query for all that is wanted.
 *
 * @throws the errors of `readResult`
 */
export async function queryOf(connection: Connection, settings: DatabaseSettings): Promise<string> {
  const { rows } = settings;
  if ('query' in rows) return rows.query;
  const table = quotedTable(rows.table);
  return `SELECT ${await selectionOf(connection, settings, table)} FROM ${table}`;
}

/** Whether a column would arrive rounded: MySQL and MariaDB write a FLOAT with six digits, though it has more. */
export function isRounded({ columnType }: FieldPacket, { kind }: DatabaseSettings): boolean {
  return kind === 'mysql' && columnType === Types.FLOAT;
}

/** Names every column only where one of them is to arrive in another form. */
async function selectionOf(
  connection: Connection,
  settings: DatabaseSettings,
  table: string,
): Promise<string> {
  const fields = await fieldsOf(connection, settings, `SELECT * FROM ${table} LIMIT 0`);
  if (!fields.some(field => isRounded(field, settings))) return '*';
  const columns = fields.map(field => {
    const name = quotedName(field.name);
    return isRounded(field, settings) ? `${name} + 0e0 AS ${name}` : name;
  });
  return columns.join(', ');
}

async function fieldsOf(
  connection: Connection,
  { timeoutMs }: DatabaseSettings,
  sql: string,
): Promise<readonly FieldPacket[]> {
  let found: readonly FieldPacket[] = [];
  const sink = {
    begin: (fields: readonly FieldPacket[]) => {
      found = fields;
    },
    add: () => undefined,
  };
  await readResult(connection, sql, { sink, timeoutMs });
  return found;
}

/** Quotes the name of a table, which may begin with that of its database. */
export function quotedTable(name: string): string {
  return name.split('.').map(quotedName).join('.');
}

/** Quotes a name as an identifier of MySQL. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
