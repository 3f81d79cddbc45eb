/** Flags whose values are never printed. */
const SECRET_FLAGS: readonly string[] = [
  '--oss-access-key',
  '--oss-secret-key',
  '--doris-password',
  '--mysql-password',
];

/** What stands in place of a secret. */
const HIDDEN = '***';

/** The arguments of a command, to be shown: without what opens a store to whoever reads them. */
export function withoutSecrets(args: readonly string[]): string[] {
  return args.map((argument, i) => {
    if (SECRET_FLAGS.includes(args[i - 1])) return HIDDEN;
    const flag = SECRET_FLAGS.find(name => argument.startsWith(`${name}=`));
    return flag === undefined ? argument : `${flag}=${HIDDEN}`;
  });
}
