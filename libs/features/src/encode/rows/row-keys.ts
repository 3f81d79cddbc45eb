/** How clients may write the keys of a row, beside the names of the features. */
export interface RowKeys {
  /** Keys whose value is an object with further members of the row, such as `user_features`. @default none */
  readonly groups?: readonly string[];
  /** What a key may leave out: where it is `user_`, `age` means `user_age`; an exact name wins. @default nothing */
  readonly prefix?: string;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * A row with its members under the names of the features: those of its groups stand among its own, and short names
 * are written out. Of a member that stands several times the last counts; keys of no feature stay.
 *
 * @param isFeature - whether a key is the name of a feature
 */
export function memberRow(
  row: Row,
  { groups = [], prefix = '' }: RowKeys,
  isFeature: (key: string) => boolean,
): Row {
  const named = new Map<string, unknown>();
  const others = new Map<string, unknown>();
  const take = (key: string, value: unknown): void => {
    if (isFeature(key)) named.set(key, value);
    else others.set(prefix !== '' && isFeature(prefix + key) ? prefix + key : key, value);
  };
  for (const [key, value] of Object.entries(row)) {
    const isGroup = groups.includes(key) && !isFeature(key);
    if (isGroup && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [inner, member] of Object.entries(value)) take(inner, member);
    } else if (!isGroup || value !== null) take(key, value);
  }
  return Object.fromEntries([...others, ...named]);
}
