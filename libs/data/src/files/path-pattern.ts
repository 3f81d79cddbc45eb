/** Whether a path is a pattern: `*` and `?` within a name, `**` across folders, `[abc]` one of these. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/** The folders of a pattern that are fixed, with the `/` behind them. */
export function fixedFolder(pattern: string): string {
  const fixed = pattern.slice(0, pattern.search(/[*?[]/));
  return fixed.slice(0, fixed.lastIndexOf('/') + 1);
}

/**
 * What a path has to match. Names that begin with `_` or `.` are matched only where the pattern says so: `_SUCCESS` and
 * checksums lie beside the files of a table.
 */
export function patternOf(pattern: string): RegExp {
  const parts = pattern.match(/\*\*\/|\*+|\?|\[[^\]/]+\]|[^]/g) ?? [];
  let isStart = true;
  const source = parts.map(part => {
    const seen = isStart && /^[*?[]/.test(part) ? '(?![._])' : '';
    isStart = part.endsWith('/');
    if (part === '**/') return `(?:(?![._])[^/]+/)*`;
    if (/^\*+$/.test(part)) return `${seen}[^/]*`;
    if (part === '?') return `${seen}[^/]`;
    if (part.length > 1) return seen + oneOf(part.slice(1, -1));
    return literal(part);
  });
  return new RegExp(`^${source.join('')}$`, 's');
}

/** Whether a path below a folder is that of data: no name in it begins with `_` or `.`. */
export function isOfTable(path: string): boolean {
  return path.split('/').every(name => name !== '' && !/^[._]/.test(name));
}

function oneOf(characters: string): string {
  const isNot = /^[!^]/.test(characters);
  const listed = isNot ? characters.slice(1) : characters;
  return `[${isNot ? '^/' : ''}${listed.replaceAll(/[\\\]^]/g, '\\$&')}]`;
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
}
