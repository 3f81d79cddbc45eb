/** `text` cut to its last characters, as a path is best known by its end. */
export function cutStart(text: string, length: number): string {
  return text.length > length ? `…${text.slice(text.length - length + 1)}` : text;
}
