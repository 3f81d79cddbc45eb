/** A model's files were read but do not make a model that may serve. */
export class RejectedModel extends Error {
  override readonly name = 'RejectedModel';
}

/** Loading a model was given up: it took too long, or the service is ending. */
export class LoadStopped extends Error {
  override readonly name = 'LoadStopped';
}

/** A scoring request waited longer than it was allowed to. */
export class ScoringTimeout extends Error {
  override readonly name = 'ScoringTimeout';
}

/** What an error says, without the lines of detail that the runtime adds. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
