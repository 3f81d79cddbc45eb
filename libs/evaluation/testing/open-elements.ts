/** The elements of a page that are opened and not closed, or closed by another; none of a page that is well written. */
export function openElements(html: string): string[] {
  const open: string[] = [];
  for (const [tag, slash, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (tag.endsWith('/>') || name === 'meta') continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return [...open, tag];
  }
  return open;
}
