const { types } = require('node:util');
const { TestEnvironment } = require('jest-environment-node');

/** What this machine lacks, as `npm test` has found out: names of `@needs`, with spaces between them. */
const missing = (process.env.TESTS_WITHOUT ?? '').split(' ');

/**
 * A test file that begins with the comment `@needs <name>` is skipped where that is missing.
 *
 * Jest runs tests in a realm of their own, where `error instanceof Error` is false for errors made by Node
 * itself and `instanceof Float32Array` for arrays made by native modules. In production there is one realm;
 * this environment makes `instanceof` answer here as it does there.
 */
module.exports = class OneRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const needs = [context.docblockPragmas?.needs ?? []].flat();
    this.isSkipped = needs.some(name => missing.includes(name));
  }

  handleTestEvent({ name }, { rootDescribeBlock }) {
    if (name === 'run_start' && this.isSkipped) skipAll(rootDescribeBlock);
  }

  async setup() {
    await super.setup();
    for (const arrayType of ['Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'BigInt64Array']) {
      this.global[arrayType] = globalThis[arrayType];
    }
    const RealmError = this.global.Error;
    const inherited = Function.prototype[Symbol.hasInstance];
    Object.defineProperty(RealmError, Symbol.hasInstance, {
      value(candidate) {
        return inherited.call(this, candidate) || (this === RealmError && types.isNativeError(candidate));
      },
    });
  }
};

function skipAll({ children }) {
  for (const child of children) {
    if (child.type === 'describeBlock') skipAll(child);
    else child.mode = 'skip';
  }
}
