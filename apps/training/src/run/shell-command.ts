const NEEDS_NO_QUOTES = /^[\w@%+=:,./-]+$/;

/** The words of a command as a POSIX shell reads them back; what would act on a terminal is written as an escape. */
export function shellCommand(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (NEEDS_NO_QUOTES.test(word)) return word;
  if (!/[\x00-\x1f\x7f-\x9f]/.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  const escaped = word
    .replace(/[\\']/g, character => `\\${character}`)
    .replace(/[\x00-\x1f\x7f-\x9f]/g, character => [...Buffer.from(character)].map(octal).join(''));
  return `$'${escaped}'`;
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`;
}
