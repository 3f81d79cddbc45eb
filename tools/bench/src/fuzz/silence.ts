/** Far above the time that the service gives a request. */
const SILENT_AFTER_MS = 60_000;
/** Loads wait for each other, and each may take as long as `MODEL_LOAD_TIMEOUT_MS`. */
const LOAD_SILENT_AFTER_MS = 600_000;

/** After how long without an answer a request counts as one that hangs. @param target - its path */
export function silentAfterMs(target: string): number {
  return /load/i.test(target) ? LOAD_SILENT_AFTER_MS : SILENT_AFTER_MS;
}
