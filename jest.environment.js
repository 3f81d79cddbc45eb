const { types } = require('node:util');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest runs tests in a realm of their own, where `error instanceof Error` is false for errors made by Node
 * itself and `instanceof Float32Array` for arrays made by native modules. In production there is one realm;
 * this environment makes `instanceof` answer here as it does there.
 */
module.exports = class OneRealmEnvironment extends TestEnvironment {
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
