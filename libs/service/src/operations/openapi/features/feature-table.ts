import type { FeatureFacts } from './feature-facts';

/** Longer tables are folded: what can be tried stands below them. */
const MOST_OPEN = 30;
const UNKNOWN = '–';

/** The features of a model as a table in Markdown. */
export function featureTable(title: string, facts: readonly FeatureFacts[]): string {
  const rows = facts.map(({ name, kind, fallback, range, missing }) =>
    [name, kind, fallback, range ?? UNKNOWN, missing ?? UNKNOWN].map(plain),
  );
  const table = [
    ['Feature', 'Kind', 'Default', 'Range', 'Missing in training'],
    ['---', '---', '---', '---', '---:'],
    ...rows,
  ]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
  if (facts.length <= MOST_OPEN) return `### ${plain(title)}\n\n${table}\n`;
  return `### ${plain(title)}\n\n<details>\n<summary>${facts.length} features</summary>\n\n${table}\n\n</details>\n`;
}

/** A text that means itself in Markdown and in HTML: names of features may be anything. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|&~^"'-]/g, character => `&#${character.charCodeAt(0)};`);
}
