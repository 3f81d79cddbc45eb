/**
 * Adds the command that was asked for, and all of them where that is none of these: to set up the flags of all takes longer
 * than much of what is asked.
 *
 * @param commands - what adds each, by its name
 * @param asked - the word that names a command; undefined where there is none
 */
export function addAsked(commands: ReadonlyMap<string, () => void>, asked: string | undefined): void {
  const own = commands.get(asked ?? '');
  for (const add of own ? [own] : commands.values()) add();
}
