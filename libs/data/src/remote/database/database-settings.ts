/** The servers that are spoken to in MySQL's protocol: MySQL itself with MariaDB and TiDB, or Doris. */
export type DatabaseKind = 'mysql' | 'doris';

/** How a connection is protected: not at all, with a server that proves who it is, or with any server. */
export type TlsMode = 'off' | 'verify' | 'no-verify';

/** Where rows are, and how to get at them. */
export interface DatabaseSettings {
  readonly kind: DatabaseKind;
  readonly host: string;
  readonly port: number;
  /** Where rows come in columns, over Arrow Flight SQL, instead of one by one. @default nowhere */
  readonly arrowPort?: number;
  readonly user: string;
  readonly password: string;
  /** What names of tables are looked up in. @default none */
  readonly database?: string;
  /** What is read: all of a table, whose name may begin with that of its database, or the result of a query. */
  readonly rows: { readonly table: string } | { readonly query: string };
  readonly tls: TlsMode;
  /** A file of certificates (PEM) that vouch for the server. @default those that Node knows */
  readonly tlsCa?: string;
  /** How long the server may be silent while it is expected to send rows. */
  readonly timeoutMs: number;
}

/** What messages and manifests call the rows, such as `mysql://db.example:3306/shop.clicks`; without user and password. */
export function shownRows({ kind, host, port, arrowPort, database, rows }: DatabaseSettings): string {
  const server = `${kind}://${host.includes(':') ? `[${host}]` : host}:${arrowPort ?? port}`;
  if ('query' in rows) return `${server}${database === undefined ? '' : `/${database}`} (query)`;
  return `${server}/${database === undefined ? '' : `${database}.`}${rows.table}`;
}
