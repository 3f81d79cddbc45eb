/** The members of each group, rising. */
export function membersOf(groups: Uint32Array, groupCount: number): number[][] {
  const members = Array.from({ length: groupCount }, (): number[] => []);
  groups.forEach((group, member) => members[group].push(member));
  return members;
}
