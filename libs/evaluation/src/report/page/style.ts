/** The whole style of a report: nothing is loaded from anywhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1b1f27; --quiet: #5b6472; --rule: #e1e5eb;
  --series-1: #2563c4; --series-2: #d9660b; --series-3: #12805c; --series-4: #9b3fb5;
  --better: #12703f; --worse: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151a; --card: #1b2027; --ink: #e8ebf0; --quiet: #9ba5b4; --rule: #2e3641;
    --series-1: #6ea8fe; --series-2: #ff9e4a; --series-3: #4fcf9f; --series-4: #d58bea;
    --better: #5fd398; --worse: #ff8a80;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1rem 3rem; max-width: 72rem;
  background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
header { margin: 0 0.25rem 1.5rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.75rem; font-size: 1rem; font-weight: 600; }
header p { margin: 0.35rem 0 0; color: var(--quiet); overflow-wrap: anywhere; }
main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
figure, section {
  margin: 0; padding: 1.1rem 1.25rem; min-width: 0;
  background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
}
h2.task { grid-column: 1 / -1; margin: 1rem 0.25rem 0; font-size: 1.25rem; overflow-wrap: anywhere; }
h3 { margin: 0 0 0.5rem; font-size: 0.9rem; font-weight: 600; overflow-wrap: anywhere; }
.wide { grid-column: 1 / -1; }
a { color: var(--series-1); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
:target { background: color-mix(in srgb, var(--series-2) 12%, transparent); }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0; border-top: 1px solid var(--rule); text-align: left; vertical-align: top; font-weight: 400; }
tbody tr:first-child > * { border-top: 0; }
thead th { border-top: 0; padding-top: 0; color: var(--quiet); font-size: 0.85rem; }
thead + tbody tr:first-child > * { border-top: 1px solid var(--rule); }
th[scope=row] { padding-right: 1rem; color: var(--quiet); }
td { overflow-wrap: anywhere; }
.facts th { width: 42%; }
.columns { display: grid; gap: 0 2.5rem; align-items: start; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
.metrics td, .metrics th + th { padding-left: 0.75rem; text-align: right; white-space: nowrap; }
.metrics td { font-weight: 600; }
.metrics th[scope=row] { padding-right: 0; }
.plain td, .compared td ~ td { font-weight: 400; }
.metrics td.better, .metrics td.worse { font-weight: 600; }
.better { color: var(--better); }
.worse { color: var(--worse); }
.numbers td, .numbers th + th { padding-left: 0.75rem; text-align: right; white-space: nowrap; }
.confusion { margin-bottom: 0.75rem; }
.confusion td, .confusion th + th { padding-left: 0.75rem; text-align: right; }
.confusion td, .confusion th { white-space: nowrap; }
.confusion .right { font-weight: 600; }
.listed td, .listed th + th { padding-left: 1rem; white-space: nowrap; }
.count { text-align: right; }
.listed th.count { text-align: right; }
.listed th[scope=row] { padding-right: 0; white-space: nowrap; }
.faint { color: var(--quiet); }
.chip { display: inline-block; padding: 0 0.5rem; border: 1px solid var(--rule); border-radius: 1rem; font-size: 0.8rem; }
.chip.production { border-color: var(--better); color: var(--better); font-weight: 600; }
.chip.archived { color: var(--quiet); }
.bars td { padding-left: 1.25rem; white-space: nowrap; }
.measured { display: flex; align-items: baseline; gap: 0.6rem; }
.measured .amount { flex: none; min-width: 3.2rem; text-align: right; }
.track { flex: 1; min-width: 2rem; }
.bars thead th + th { padding-left: 1.25rem; }
.bars th[scope=row] { width: 18%; min-width: 8rem; color: var(--ink); overflow-wrap: anywhere; }
.bars .verdict { width: 1%; color: var(--quiet); }
.bar {
  display: block; height: 0.55rem; min-width: 1px; border-radius: 2px; background: var(--series-1);
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
.near th[scope=row] { width: 22%; min-width: 8rem; color: var(--ink); overflow-wrap: anywhere; }
.parts th[scope=row] { min-width: 0; padding-right: 0; white-space: nowrap; }
.parts th[scope=row] { width: 1%; }
.parts td, .parts thead th + th { padding-left: 0.75rem; }
.parts .count { width: 1%; text-align: right; }
code { font: 0.85rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.amount { font-size: 0.8rem; font-weight: 400; color: var(--quiet); }
.quiet { margin: 0.75rem 0 0; color: var(--quiet); font-size: 0.85rem; max-width: 46rem; }
.reasons { margin: 0; padding-left: 1.2rem; }
details { margin-top: 0.6rem; font-size: 0.85rem; }
summary { width: fit-content; color: var(--quiet); cursor: pointer; }
details[open] summary { margin-bottom: 0.5rem; }
.small-multiples { display: grid; gap: 1.25rem 2rem; margin-top: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); }
.multiple { min-width: 0; }

svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { fill: var(--quiet); font-size: 11px; font-variant-numeric: tabular-nums; }
svg .label, svg .note { fill: var(--ink); }
.grid { stroke: var(--rule); stroke-width: 1; }
.axis { stroke: var(--quiet); stroke-width: 1; fill: none; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.range { stroke-width: 1.2; stroke-opacity: 0.55; }
.area { fill-opacity: 0.14; }
.area.bin { fill-opacity: 0.85; }
.dot { stroke: var(--card); stroke-width: 1.5; }
.mark { stroke: var(--quiet); stroke-width: 1.3; stroke-dasharray: 4 4; }
figcaption, .legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.5rem 0 0; color: var(--quiet); font-size: 0.85rem; }
.entry { display: flex; align-items: baseline; min-width: 0; overflow-wrap: anywhere; }
.swatch { flex: none; width: 1.1rem; margin-right: 0.45rem; border-top: 3px solid; transform: translateY(-0.25em); }
.swatch.mark { border-top: 2px dashed var(--quiet); }
.swatch.dotted { width: 0.7rem; height: 0.7rem; border: 0; border-radius: 50%; transform: none; }
${['series-1', 'series-2', 'series-3', 'series-4']
  .map(
    name =>
      `.line.${name} { stroke: var(--${name}); } .area.${name}, .dot.${name} { fill: var(--${name}); } ` +
      `.swatch.${name} { border-color: var(--${name}); } .bar.${name}, .swatch.dotted.${name} { background: var(--${name}); }`,
  )
  .join('\n')}
@media (max-width: 30rem) {
  svg text { font-size: 15px; }
  body { padding: 1.25rem 0.75rem 2rem; }
  figure, section { padding: 1rem 0.9rem; }
  .facts th { width: 45%; }
  .metrics { font-size: 0.82rem; }
  .measured { display: block; }
  .measured .amount { display: block; min-width: 0; text-align: left; }
  .metrics td, .metrics th + th, .numbers td, .numbers th + th, .confusion td, .confusion th + th { padding-left: 0.5rem; }
  .parts td, .parts thead th + th, .bars td, .bars thead th + th { padding-left: 0.5rem; }
  .bars th[scope=row] { min-width: 5rem; padding-right: 0; }
}
@media print {
  :root { --page: #ffffff; --card: #ffffff; --ink: #000000; --quiet: #444444; --rule: #cccccc;
    --series-1: #2563c4; --series-2: #d9660b; --series-3: #12805c; --series-4: #9b3fb5; --better: #12703f; --worse: #b3261e; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  main { grid-template-columns: 1fr 1fr; }
  figure, section { break-inside: avoid; border-radius: 0; }
}
`;
