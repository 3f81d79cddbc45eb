import { MissingColumn } from '@reckit/data';
import { RANKING_FEATURES } from '@reckit/features';
import { DEFAULT_TASKS } from '../../networks/tasks/tasks';
import { BadTrainingRun } from '../errors';

/** The files by which a user describes the data; absent where the defaults of a model do. */
export interface Descriptions {
  readonly features?: string;
  readonly tasks?: string;
}

/**
 * Adds to the error for a column that only the defaults of a model want how to describe columns of one's own; any other
 * error comes back as it is.
 */
export function withDescriptionsAdvised(error: unknown, { features, tasks }: Descriptions): unknown {
  if (!(error instanceof MissingColumn)) return error;
  const { column, message } = error;
  if (tasks === undefined && AMOUNTS.includes(column)) {
    return new BadTrainingRun(
      `${message} Describe what to learn in a file, and name it with --tasks (and your features with --features).`,
    );
  }
  if (features !== undefined || !DEFAULT_COLUMNS.includes(column)) return error;
  return new BadTrainingRun(`${message} Describe your own columns in a file, and name it with --features.`);
}

const DEFAULT_COLUMNS: readonly string[] = [...RANKING_FEATURES, 'label'];
const AMOUNTS: readonly string[] = DEFAULT_TASKS.slice(1).map(task => task.label);
