/** What the cells of a column of a file are, besides blank. */
export type CellForm =
  /** Text of a separated file: spaces around it are layout. */
  | 'written'
  /** A text, or what reads best as one: a date, a boolean. */
  | 'text'
  | 'number'
  /** A value as JSON text. */
  | 'json'
  /** A list of texts or numbers. */
  | 'list'
  | 'other';

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const TEXT = /^(VARCHAR|ENUM\(.*\)|BOOLEAN|UUID|DATE|TIME|TIMESTAMP.*)$/;

/** The form of the cells of a column of an SQL type. */
export function formOfType(type: string): CellForm {
  if (NUMBER.test(type)) return 'number';
  if (TEXT.test(type)) return 'text';
  if (type === 'JSON') return 'json';
  const element = /^(.*)\[\]$/.exec(type)?.[1];
  return element !== undefined && ['number', 'text'].includes(formOfType(element)) ? 'list' : 'other';
}

/** The SQL expression for a cell as text, a list as a list of JSON; blank cells become empty, never NULL. */
export function textOfCell({ cell, type, form }: { cell: string; type: string; form: CellForm }): string {
  if (form !== 'list') return `coalesce(CAST(${cell} AS VARCHAR), '')`;
  const list = formOfType(type.slice(0, -2)) === 'number' ? cell : `CAST(${cell} AS VARCHAR[])`;
  return `coalesce(CAST(to_json(${list}) AS VARCHAR), '')`;
}
