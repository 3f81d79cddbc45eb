/** What of a Markdown page can be compared with that of another language, and followed. */
export interface MarkdownPage {
  readonly headings: readonly Heading[];
  readonly codeBlocks: readonly CodeBlock[];
  /** The cells of every table, by row; the line under the header is left out. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  /** The targets of all links, in the order of the page. */
  readonly links: readonly string[];
  /** What a link may name behind `#`, made of the headings as GitHub makes it. */
  readonly anchors: ReadonlySet<string>;
}

export interface Heading {
  /** 1 for `#`. */
  readonly level: number;
  readonly text: string;
}

export interface CodeBlock {
  /** What stands behind the fence; empty if nothing does. */
  readonly language: string;
  readonly text: string;
}

const FENCE = /^```(.*)$/;
const HEADING = /^(#{1,6}) +(.*?)\s*$/;
const TABLE_RULE = /^\|(?: *:?-+:? *\|)+$/;
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;
const INLINE_CODE = /`[^`]*`/g;

/** Reads the Markdown of this repository: headings with `#`, fences of three backticks, tables with outer bars. */
export function readMarkdown(text: string): MarkdownPage {
  const headings: Heading[] = [];
  const codeBlocks: CodeBlock[] = [];
  const tables: string[][][] = [];
  const links: string[] = [];
  let fence: { readonly language: string; readonly lines: string[] } | null = null;
  let table: string[][] | null = null;

  for (const line of text.split('\n')) {
    const [isFence, language = ''] = FENCE.exec(line) ?? [];
    if (fence) {
      if (isFence === undefined) fence.lines.push(line);
      else {
        codeBlocks.push({ language: fence.language, text: fence.lines.join('\n') });
        fence = null;
      }
      continue;
    }
    if (isFence !== undefined) {
      fence = { language: language.trim(), lines: [] };
      continue;
    }
    for (const [, target] of line.replaceAll(INLINE_CODE, '').matchAll(LINK)) links.push(target);
    const [, marks, title = ''] = HEADING.exec(line) ?? [];
    if (marks !== undefined) headings.push({ level: marks.length, text: title });
    if (!line.startsWith('|')) table = null;
    else if (!TABLE_RULE.test(line)) {
      if (!table) tables.push((table = []));
      table.push(cellsOf(line));
    }
  }
  if (fence) throw new Error(`A fence is not closed: ${fence.lines[0] ?? ''}`);
  return { headings, codeBlocks, tables, links, anchors: anchorsOf(headings) };
}

/** The cells of a row; a bar behind a backslash is text. */
function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map(cell => cell.trim());
}

function anchorsOf(headings: readonly Heading[]): Set<string> {
  const anchors = new Set<string>();
  for (const { text } of headings) {
    const anchor = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    let free = anchor;
    for (let i = 1; anchors.has(free); i++) free = `${anchor}-${i}`;
    anchors.add(free);
  }
  return anchors;
}
