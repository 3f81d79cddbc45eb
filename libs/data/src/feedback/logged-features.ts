import type { DuckDBConnection } from '@duckdb/node-api';
import { AmbiguousColumns } from '../errors';
import { queryText, sqlName, sqlText } from '../sources/duckdb';

/** A feature of logged rows as a column. */
export interface LoggedFeature {
  readonly name: string;
  readonly type: 'FLOAT' | 'VARCHAR' | 'VARCHAR[]';
}

/**
 * The features of the table `logged`, in the order in which they appear; those of several versions together.
 *
 * @throws AmbiguousColumns
 */
export async function loggedFeatures(
  connection: DuckDBConnection,
  log: string,
): Promise<readonly LoggedFeature[]> {
  const structure = await queryText(connection, 'SELECT json_group_structure(features) FROM logged');
  const described: unknown = JSON.parse(structure ?? '{}');
  const features = Object.entries(typeof described === 'object' && described !== null ? described : {}).map(
    ([name, type]): LoggedFeature => ({ name, type: typeOf(type) }),
  );
  const seen = new Map<string, string>();
  for (const { name } of features) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) throw new AmbiguousColumns(log, other, name);
    seen.set(name.toLowerCase(), name);
  }
  return features;
}

/** What makes a value of all features of a row. */
export function featuresStruct(features: readonly LoggedFeature[]): string {
  const structure = features.map(({ name, type }) => [name, type === 'VARCHAR[]' ? ['VARCHAR'] : type]);
  return `from_json(features, ${sqlText(JSON.stringify(Object.fromEntries(structure)))})`;
}

/**
 * The column of a feature.
 *
 * @param struct - the name of what `featuresStruct` has made
 * @param separator - joins the events of a sequence; null leaves them a list
 */
export function featureColumn(
  { name, type }: LoggedFeature,
  struct: string,
  separator: string | null,
): string {
  const value = `struct_extract(${struct}, ${sqlText(name)})`;
  const isJoined = type === 'VARCHAR[]' && separator !== null;
  return `${isJoined ? `array_to_string(${value}, ${sqlText(separator)})` : value} AS ${sqlName(name)}`;
}

/** Numbers are float32 as they were sent; what has no value anywhere, or numbers and texts, is text. */
function typeOf(described: unknown): LoggedFeature['type'] {
  if (Array.isArray(described)) return 'VARCHAR[]';
  return NUMBER.test(String(described)) ? 'FLOAT' : 'VARCHAR';
}

const NUMBER = /^(?:U?BIGINT|DOUBLE|U?HUGEINT)$/;
