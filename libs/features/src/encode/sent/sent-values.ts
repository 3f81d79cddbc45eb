import type { EncodedRows } from '../rows/row-encoder';
import { categoryCodes, namesOf } from '../categories/category-codes';
import { encodedColumns } from '../encoded-columns';
import { NO_EVENT } from '../input-column';
import type { CategoryTable, FeatureSpec } from '../../spec/feature-spec';
import type { SentTexts } from './sent-texts';

/** A value as it was sent; null where there was none, or none that a model could take. */
export type SentValue = number | string | readonly string[] | null;

/** Reads the values of one feature from matrices that were encoded by `sentSpec`. */
export interface SentColumn {
  readonly name: string;
  valueAt(values: EncodedRows['values'], row: number): SentValue;
}

/** @param spec - of which `sentSpec` was made, with these texts */
export function sentColumns(spec: FeatureSpec, texts: SentTexts): readonly SentColumn[] {
  const ranges = encodedColumns(spec);
  const rowWidth = ranges.reduce((sum, { width }) => sum + width, 0);
  return ranges.map(({ feature, start, width }): SentColumn => {
    const { name } = feature;
    switch (feature.kind) {
      case 'numeric': {
        const { categories } = feature;
        const valueOf = categories ? categoryNames(categories) : itself;
        return { name, valueAt: (values, row) => orNull(values[row * rowWidth + start], valueOf) };
      }
      case 'categorical':
        return {
          name,
          valueAt: (values, row) => orNull(values[row * rowWidth + start], number => texts.at(number)),
        };
      case 'sequence':
        return {
          name,
          valueAt: (values, row) => {
            const first = row * rowWidth + start;
            const events = values.subarray(first, first + width);
            const length = events.indexOf(NO_EVENT);
            return Array.from(length < 0 ? events : events.subarray(0, length), number => texts.at(number));
          },
        };
    }
  });
}

function orNull(number: number, valueOf: (number: number) => SentValue): SentValue {
  return Number.isNaN(number) ? null : valueOf(number);
}

function itself(number: number): number {
  return number;
}

/** The category that a client sends for each code; the code itself where none can be told from others. */
function categoryNames(table: CategoryTable): (code: number) => string | number {
  const codes = categoryCodes(table);
  const isOf = (name: string | number, code: number): boolean =>
    (typeof name === 'string' ? codes.ofText(name) : codes.ofNumber(name)) === code;
  return code => namesOf(table[code] ?? null).find(name => isOf(name, code)) ?? code;
}
