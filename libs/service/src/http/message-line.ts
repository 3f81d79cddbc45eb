const MAX_CHARACTERS = 300;
// Control characters, line separators, and those that turn the direction of what is shown.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A message as one line of bounded length, whatever it quotes. */
export function messageLine(message: string): string {
  const cut = message.length > MAX_CHARACTERS ? `${message.slice(0, MAX_CHARACTERS - 1)}…` : message;
  const line = cut.replace(UNSAFE, escaped);
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS - 1)}…` : line;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
