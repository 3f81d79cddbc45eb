import { escapeControls } from '@reckit/messages';
import { cutStart } from '../cut-start';
import { DataError } from '../errors';
import {
  MAX_PATH_CHARACTERS,
  show,
  shortName,
  shownCell,
  quote,
  listNames,
  type CellPosition,
} from '../shown-data';

/** A log of predictions has no rows of what is wanted. */
export class NoLoggedRows extends DataError {
  /** @param wanted - a model, a version; '' where anything would do @param present - what there is of that */
  constructor(path: string, wanted: string, present: readonly string[]) {
    super(
      path,
      present.length === 0
        ? 'no line of the log is a prediction. Name what a service has written to PREDICTION_LOG.'
        : `no row of ${shortName(wanted)} is logged. There are rows of ${listNames(present)}.`,
    );
  }
}

/** A log of predictions has rows of several models, which are no one table. */
export class SeveralModels extends DataError {
  constructor(path: string, { flag, names }: { readonly flag: string; readonly names: readonly string[] }) {
    super(path, `the log has rows of ${listNames(names)}. Say which are meant, as in ${flag} ${names[0]}.`);
  }
}

/** Outcomes are told by items, and logged rows have none. */
export class WithoutItems extends DataError {
  constructor(path: string, item: string, features: readonly string[]) {
    super(
      path,
      `the logged rows have no feature "${shortName(item)}", and the model answers no ids. ` +
        `Name the feature that holds the item by --item-feature: there are ${listNames(features)}.`,
    );
  }
}

/** Two columns of one file would have the same name. */
export class ColumnTwice extends DataError {
  constructor(path: string, name: string) {
    super(
      path,
      `two columns would be called "${shortName(name)}". Rename that of the outcomes, or leave it out of --with.`,
    );
  }
}

export class SeparatorInEvent extends DataError {
  constructor(path: string, feature: string, event: string, separator: string) {
    super(
      path,
      `an event of ${shortName(feature)} is ${quote(event)}, and ${quote(separator)} stands between events in text. ` +
        'Write a .parquet file, or name another --separator.',
    );
  }
}

export class NotAMoment extends DataError {
  constructor(path: string, position: CellPosition, column: string, cell: string) {
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected a time such as 2026-11-30T12:00:00Z, or seconds since ` +
        `1970, got ${shownCell(cell)}. Fix the cell, or leave out --window.`,
    );
  }
}

/** No outcome belongs to a row that is logged. */
export class NothingJoined extends DataError {
  constructor(
    path: string,
    { outcomes, late, log }: { readonly outcomes: number; readonly late: number; readonly log: string },
  ) {
    super(
      path,
      late > 0
        ? `all ${late} outcomes of logged rows are later than the window. Give a longer --window.`
        : `none of ${outcomes} outcomes is of a row in ${cutStart(escapeControls(log), MAX_PATH_CHARACTERS)}. ` +
            'The request ids must be those that were answered in X-Request-ID.',
    );
  }
}
