const VERSION_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Whether `version` can name a version: letters, digits, dot, dash and underscore, so never a path. */
export function isVersionName(version: string): boolean {
  return VERSION_NAME.test(version);
}

/** The default name of a version made at `time`: `YYYYMMDD_HHMMSS`, in UTC. */
export function versionOfTime(time: Date): string {
  const [date, clock] = time.toISOString().split('T');
  return `${date.replaceAll('-', '')}_${clock.slice(0, 8).replaceAll(':', '')}`;
}
