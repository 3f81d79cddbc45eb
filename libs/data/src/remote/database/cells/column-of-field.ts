import { Types, type FieldPacket } from 'mysql2';
import { UnreadableCell, type CellColumn } from './cell-column';
import { FloatColumn } from './float-column';
import { BitColumn, IntegerColumn } from './integer-column';
import { DecimalColumn, TextColumn } from './text-column';

/** Among the flags of a column, as the protocol has them. */
const UNSIGNED_FLAG = 32;

/**
 * How the cells of a column of a result are read: whole numbers and those with a floating point as numbers, DECIMAL as
 * text of its digits, everything else as the text that the server writes.
 *
 * @throws UnreadableCell for a type that is neither number nor text
 */
export function columnOfField({ columnType, flags }: FieldPacket): CellColumn {
  switch (columnType) {
    case Types.TINY:
    case Types.SHORT:
    case Types.INT24:
    case Types.LONG:
    case Types.LONGLONG:
    case Types.YEAR:
      return new IntegerColumn(typeof flags === 'number' && (flags & UNSIGNED_FLAG) !== 0);
    case Types.FLOAT:
    case Types.DOUBLE:
      return new FloatColumn();
    case Types.DECIMAL:
    case Types.NEWDECIMAL:
      return new DecimalColumn();
    case Types.BIT:
      return new BitColumn();
    case Types.GEOMETRY:
      throw new UnreadableCell(
        'geometries are neither numbers nor texts. Select ST_AsText() of it, or leave it out.',
      );
    case Types.VECTOR:
      throw new UnreadableCell(
        'vectors come as bytes. Select VECTOR_TO_STRING() or VEC_ToText() of it, or leave it out.',
      );
    default:
      return new TextColumn();
  }
}
