/** The service itself may be debugged or traced; on the same port a second process could not. */
const OF_THE_SERVICE_ALONE = /^--(inspect|cpu-prof|heap-prof|prof|title)/;

/**
 * The flags of Node.js with which programs beside the service run, of those of the service.
 *
 * @param flags - as in `process.execArgv`, where `--flag value` is two elements
 */
export function flagsOfPrograms(flags: readonly string[]): string[] {
  let isKept = true;
  return flags.filter(flag => {
    if (flag.startsWith('-')) isKept = !OF_THE_SERVICE_ALONE.test(flag);
    return isKept;
  });
}
