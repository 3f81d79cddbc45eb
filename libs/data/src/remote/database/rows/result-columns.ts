import type { FieldPacket } from 'mysql2';
import { AmbiguousColumns, DatabaseError } from '../../../errors';
import { UnreadableCell } from '../cells/cell-column';
import { columnOfField } from '../cells/column-of-field';
import { shownRows, type DatabaseSettings } from '../database-settings';
import type { NamedColumn } from './parquet-waves';

/**
 * The columns of a result as those of a file.
 *
 * @throws DatabaseError, AmbiguousColumns
 */
export function resultColumns(settings: DatabaseSettings, fields: readonly FieldPacket[]): NamedColumn[] {
  return namedColumns(
    settings,
    fields.map(field => ({ name: field.name, cells: () => columnOfField(field) })),
  );
}

/**
 * Columns that are made of fields of any kind; each has a name of its own.
 *
 * @throws DatabaseError, AmbiguousColumns
 */
export function namedColumns<Cells>(
  settings: DatabaseSettings,
  fields: readonly { readonly name: string; readonly cells: () => Cells }[],
): NamedColumn<Cells>[] {
  const shown = shownRows(settings);
  const seen = new Map<string, string>();
  return fields.map((field, i) => {
    const { name } = field;
    if (name === '') {
      throw new DatabaseError(shown, `column ${i + 1} of the result has no name. Give it one with AS.`);
    }
    const same = seen.get(name.toLowerCase());
    if (same === name) {
      throw new DatabaseError(
        shown,
        `the result names column "${name}" more than once. Give the others names of their own with AS.`,
      );
    }
    if (same !== undefined) throw new AmbiguousColumns(shown, same, name);
    seen.set(name.toLowerCase(), name);
    try {
      return { name, cells: field.cells() };
    } catch (error) {
      if (!(error instanceof UnreadableCell)) throw error;
      throw new DatabaseError(shown, `column ${name}: ${error.message}`);
    }
  });
}
