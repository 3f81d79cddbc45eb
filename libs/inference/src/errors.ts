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

/** The runtime tells where in its sources it failed, and may quote names of the graph of any length. */
const MAX_CHARACTERS = 220;

/** What an error says, on one line, without the lines of detail that the runtime adds. */
export function firstLine(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  // A graph may name its nodes so.
  const shown = line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\uFFFD');
  return shown.length > MAX_CHARACTERS ? `${shown.slice(0, MAX_CHARACTERS)}…` : shown;
}
