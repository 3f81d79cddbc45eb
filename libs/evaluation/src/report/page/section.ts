import { escapeHtml } from './escape-html';

/** What stands in a card of its own under a title. @param body - HTML @param note - text below it */
export function section(
  title: string,
  body: string,
  { note = '', isWide = false }: { readonly note?: string; readonly isWide?: boolean } = {},
): string {
  const below = note === '' ? '' : `<p class="quiet">${escapeHtml(note)}</p>`;
  return `<section${isWide ? ' class="wide"' : ''}><h2>${escapeHtml(title)}</h2>${body}${below}</section>`;
}

/** The heading of the cards that follow it. @param id - by which links lead to it */
export function taskHeading(name: string, id?: string): string {
  return `<h2 class="task"${id === undefined ? '' : ` id="${escapeHtml(id)}"`}>${escapeHtml(name)}</h2>`;
}
