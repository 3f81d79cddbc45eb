// Texts are matched first, so that a feature called "NaN" stays what it is.
const TEXT_OR_WORD = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?Infinity|NaN/g;

/**
 * Parses JSON in which numbers may be the bare words NaN, Infinity and -Infinity, as XGBoost writes them in the
 * split conditions of categorical nodes. NaN is read as null, the infinities as themselves.
 *
 * @throws SyntaxError if the text is no JSON even so
 */
export function readJsonWithNan(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const standard = text.replace(TEXT_OR_WORD, standardForm);
    if (standard === text) throw error;
    return JSON.parse(standard);
  }
}

function standardForm(match: string): string {
  switch (match) {
    case 'NaN':
      return 'null';
    case 'Infinity':
      return '1e999';
    case '-Infinity':
      return '-1e999';
    default:
      return match;
  }
}
