const VERSION_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const SHOWN_CHARACTERS = 60;

/** Whether `version` can name a version: letters, digits, dot, dash and underscore, so never a path. */
export function isVersionName(version: string): boolean {
  return VERSION_NAME.test(version);
}

/** Control characters that JSON leaves as they are, line separators and marks that turn the writing around. */
const UNSHOWABLE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A version that may come from anywhere, as messages show it: quoted, on one line, cut when long. */
export function quoteVersion(version: string): string {
  const shown = version.length > SHOWN_CHARACTERS ? `${version.slice(0, SHOWN_CHARACTERS)}…` : version;
  return JSON.stringify(shown).replace(
    UNSHOWABLE,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The default name of a version made at `time`: `YYYYMMDD_HHMMSS`, in UTC. */
export function versionOfTime(time: Date): string {
  const [date, clock] = time.toISOString().split('T');
  return `${date.replaceAll('-', '')}_${clock.slice(0, 8).replaceAll(':', '')}`;
}
