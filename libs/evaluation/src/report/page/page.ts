import { escapeHtml } from './escape-html';
import { STYLE } from './style';

/** What a page is made of. */
export interface Page {
  /** In the bar of the browser. */
  readonly title: string;
  /** At its top. */
  readonly heading: string;
  /** Below the heading. */
  readonly subtitle: string;
  /** HTML of its cards; empty ones are left out. */
  readonly sections: readonly string[];
}

/**
 * One HTML page that needs nothing else: no script, no image, no font, no network. It follows the light or dark setting
 * of the reader, fits a phone and prints.
 */
export function page({ title, heading, subtitle, sections }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(subtitle)}</p>
</header>
<main>
${sections.filter(section => section !== '').join('\n')}
</main>
</body>
</html>
`;
}
