/** Mutations of the lazy core. */
const laziness = [
  'test/laziness/redefinition.test.ts',
  'test/laziness/removal.test.ts',
  'test/laziness/dylibs.test.ts',
  'test/laziness/re-entrancy.test.ts',
  'test/laziness/inlining.test.ts',
];
const cases = ['test/cases.test.ts'];
/** The cases in which definitions change. */
const changes = 'wasm: (laziness|language.(redefinition|removal|shadowing|division))';

export const orc = [
  {
    file: 'src/orc/jit-symbol.ts',
    tests: laziness,
    only: 'wasm',
    mutations: [
      {
        name: 'what changes while a function is compiled does not reach it',
        text: 'if (dependencies.isStale) return;',
        becomes: '',
      },
      {
        name: 'a definition that was replaced while it was compiled is called',
        text: 'if (this.#materialization !== responsibility) return;',
        becomes: '',
      },
      {
        name: 'a definition that becomes lazy is called where its code was',
        text: 'for (const reference of this.#references) reference.pointToCompiler();',
        becomes: '',
      },
      {
        name: 'a compiled definition is interpreted',
        text: " || this.state !== 'lazy'",
        becomes: '',
        tests: ['test/laziness/interpretation.test.ts', ...laziness],
        only: '',
      },
    ],
  },
  {
    file: 'src/orc/symbol-reference.ts',
    tests: cases,
    only: changes,
    mutations: [
      {
        name: 'code that contains a body is not compiled again when its name is shadowed',
        text: 'invalidateAll(this.#dependents);',
        becomes: '',
      },
      {
        name: 'callers of another type stay compiled',
        text: 'if (hasAny(this.#callers)) this.#checkCallers();',
        becomes: '',
      },
      {
        name: 'a name with another meaning is called as before',
        text: 'this.#symbol = undefined;\n      this.pointToCompiler();',
        becomes: 'this.#symbol = undefined;',
      },
      {
        name: 'a call of another type under way leaves its caller compiled',
        text: 'invalidateAll(this.#callers); // their next',
        becomes: '// their next',
        tests: laziness,
        only: 'wasm',
      },
      {
        name: 'a function that changes while it is compiled is not compiled again',
        text: 'while (this.#resolve().code === undefined) this',
        becomes: 'if (this.#resolve().code === undefined) this',
        equivalent: 'the stub is lazy then, and goes through the compiler once more',
        tests: laziness,
        only: 'wasm',
      },
    ],
  },
  {
    file: 'src/orc/jit-dylib.ts',
    tests: laziness,
    only: 'wasm',
    mutations: [
      {
        name: 'other dylibs find hidden symbols',
        text: 'symbol.exported || dylib === this',
        becomes: 'true',
      },
      {
        name: 'other dylibs are not told of definitions',
        text: 'for (const observer of this.#observers) observer.#update(name, isRevision);',
        becomes: '',
      },
      {
        name: 'code keeps what it found in the former search order',
        text: 'for (const reference of this.references()) reference.update();',
        becomes: '',
      },
      {
        name: 'a removal takes back what was redefined since',
        text: 'if (this.unitOf(name) === unit) this.#remove(name, unit);',
        becomes: 'if (this.isDefined(name)) this.#remove(name, unit);',
      },
      {
        name: 'units are not told that they were redefined',
        text: 'formerUnit?.discard?.(this, name);',
        becomes: '',
      },
      {
        name: 'a first definition of a watched name is no change',
        text: 'isRevision || this.#watched.delete(name)',
        becomes: 'isRevision',
        tests: cases,
        only: changes,
      },
      {
        name: 'another type is no change',
        text: 'this.#announce(name, changesType)',
        becomes: 'this.#announce(name, false)',
        tests: cases,
        only: changes,
      },
      {
        name: 'arities that nothing calls any more stay in the table of references',
        text: 'this.#references.delete(name)',
        becomes: 'this.#references.has(name)',
      },
      {
        name: 'stubs of hidden symbols are found where exported ones are asked for',
        text: ' || (exportedOnly && !symbol.exported)',
        becomes: '',
      },
      {
        name: 'a stub for calls of another type is found',
        text: 'if (isSameType(type, symbol.type)) return existingStub;',
        becomes: 'return existingStub;',
      },
    ],
  },
  {
    file: 'src/orc/session.ts',
    tests: laziness,
    only: 'wasm',
    mutations: [
      {
        name: 'code is freed though another name has it',
        text: 'if ((this.#holders.get(code) ?? 0) > 0) return;',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/orc/controller.ts',
    tests: ['test/laziness/dylibs.test.ts'],
    only: 'wasm',
    mutations: [
      {
        name: 'code that is released is called by stubs that point there',
        text: 'for (const stub of [...code.stubs]) this.#makeLazy(stub, gone);',
        becomes: '',
      },
      {
        name: 'a stub goes on running the action that it had before',
        text: '    stub.action = action;',
        becomes: '',
      },
      {
        name: 'a stub that is called again is forgotten',
        text: 'this.#retired.delete(stub);',
        becomes: '',
      },
      {
        name: 'stubs that nothing calls are kept',
        text: 'for (const stub of this.#retired) this.#forget(stub);',
        becomes: '',
      },
      {
        name: 'a stub takes code of another type',
        text: 'if (!isSameType(code.type, stub.type)) throw',
        becomes: 'if (false) throw',
      },
    ],
  },
  {
    file: 'src/orc/materialization.ts',
    tests: ['test/laziness/definitions.test.ts'],
    only: 'wasm',
    mutations: [
      {
        name: 'definitions that were promised may be missing',
        text: 'if (promised.size > 0) throw',
        becomes: 'if (promised.size < 0) throw',
      },
      {
        name: 'definitions may have another type than was promised',
        text: 'else if (!isSameType(expected, type)) throw',
        becomes: 'else if (false) throw',
      },
    ],
  },
  {
    file: 'src/orc/code-dependencies.ts',
    tests: laziness,
    only: 'wasm',
    mutations: [
      {
        name: 'code is not made lazy by what it rests on',
        text: 'for (const symbol of [...this.#symbols]) symbol.invalidate();',
        becomes: '',
      },
    ],
  },
];
