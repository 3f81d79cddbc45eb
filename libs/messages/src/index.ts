export { describeIssue } from './describe-issue';
export { cut, escapeControls, oneLine } from './one-line';
export { quoted } from './quoted';
