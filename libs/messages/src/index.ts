export { describeIssue } from './describe-issue';
export { cut, escapeControls, oneLine } from './one-line';
export { PrintedLines, type OutputFlags } from './printed-lines';
export { quoted } from './quoted';
