/** Words that queries begin with which give rows and change nothing. */
const READING = ['SELECT', 'WITH', 'TABLE', 'VALUES', 'SHOW', 'DESCRIBE', 'DESC'];

/** Before the first word: spaces, brackets and comments, but those whose content MySQL runs. */
const LEAD = /^(?:[\s(]|--[ \t][^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*(?!M?!)[^]*?\*\/)*/;

/**
 * Whether a query is one that reads. Servers run others as well, some of them in transactions that are to read only:
 * MariaDB ends such a transaction for a DROP.
 */
export function readsOnly(query: string): boolean {
  const [first] = /^\w*/.exec(query.replace(LEAD, '')) ?? [''];
  return READING.includes(first.toUpperCase());
}
