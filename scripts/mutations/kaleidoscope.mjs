/** Mutations of Kaleidoscope's own code above the lazy core, and of its command. */
const cases = ['test/cases.test.ts'];
const changes = 'wasm: (laziness|language.(redefinition|removal|shadowing|division|externs))';
const interpretation = ['test/laziness/interpretation.test.ts'];

export const kaleidoscope = [
  {
    file: 'src/kaleidoscope/inlining.ts',
    tests: cases,
    only: changes,
    mutations: [
      {
        name: 'what is inlined is not recorded',
        text: 'responsibility.dependsOn(name, type);',
        becomes: '',
      },
      {
        name: 'a function that is copied into itself is told of',
        text: 'name !== into && ',
        becomes: '',
        tests: ['test/laziness/inlining.test.ts'],
        only: 'wasm',
      },
      {
        name: 'what inlined bodies call is not recorded',
        text: 'referToCallees({ functions: [fn] }, responsibility);',
        becomes: '',
      },
      {
        name: 'that division is built into an inlined body is not recorded',
        text: 'responsibility.dependsOn(assumption, functionOfDoubles(2));',
        becomes: '',
      },
      {
        name: 'that a library function is built in is not recorded',
        text: 'responsibility.dependsOn(name, dylib.lookup(name)!.type);',
        becomes: '',
      },
      {
        name: 'a call of another type gets the body',
        text: 'unit !== undefined && isSameType(unit.type, type) ? unit : undefined',
        becomes: 'unit',
        tests: ['test/laziness/inlining.test.ts'],
        only: 'wasm',
      },
    ],
  },
  {
    file: 'src/kaleidoscope/function-unit.ts',
    tests: interpretation,
    mutations: [
      {
        name: 'a function with a loop is interpreted',
        text: '!this.hasLoop && ',
        becomes: '',
      },
      {
        name: 'one call more is interpreted',
        text: 'this.#interpretations < program.interpretedCalls',
        becomes: 'this.#interpretations <= program.interpretedCalls',
      },
      {
        name: 'interpreted functions call each other to any depth',
        text: ' || program.isDeep',
        becomes: '',
      },
      {
        name: 'a body is kept though what it calls takes other arguments',
        text: 'this.#lowered !== undefined && this.#revision === this.#program.session.main.revision',
        becomes: 'this.#lowered !== undefined',
        tests: [...interpretation, ...cases],
        only: '',
      },
      {
        name: 'that division is built in is not recorded',
        text: 'for (const name of assumptions) responsibility.dependsOn(name, functionOfDoubles(2));',
        becomes: '',
        tests: cases,
        only: changes,
      },
      {
        name: 'that division is built into an interpreted body is not watched',
        text: 'for (const name of this.#lowered.assumptions) main.watch(name);',
        becomes: '',
        tests: cases,
        only: changes,
      },
      {
        name: 'a removed function that is interpreted calls what its name means',
        text: 'main.unitOf(fn.name) === this ? undefined : this.#run(fn, values)',
        becomes: 'undefined',
        tests: [...interpretation, 'test/laziness/removal.test.ts'],
        only: '',
      },
    ],
  },
  {
    file: 'src/kaleidoscope/declarations.ts',
    tests: cases,
    only: changes,
    mutations: [
      {
        name: 'a definition of what is only declared does not reach bodies',
        text: 'this.#main.watch(name);',
        becomes: '',
      },
      {
        name: 'calls of a removed function are a mistake of the text',
        text: ' && !this.#removed.has(name)) return undefined',
        becomes: ') return undefined',
      },
    ],
  },
  {
    file: 'src/kaleidoscope/implementations.ts',
    tests: ['test/laziness/names.test.ts', 'test/laziness/dylibs.test.ts'],
    only: 'wasm',
    mutations: [
      {
        name: 'the implementation of a removed function stays',
        text: 'this.dylib.remove(alias);',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/kaleidoscope/program.ts',
    tests: interpretation,
    mutations: [
      {
        name: 'functions are interpreted from the first on',
        text: 'this.#compilations < FEW_FUNCTIONS',
        becomes: 'this.#compilations < 0',
      },
      {
        name: 'functions are interpreted one later than said',
        text: 'FEW_FUNCTIONS = 16',
        becomes: 'FEW_FUNCTIONS = 17',
      },
    ],
  },
  {
    file: 'src/cli/commands/print-cfg.ts',
    tests: ['test/cli/emit.test.ts'],
    only: 'cfg',
    mutations: [
      {
        name: 'edges to a loop of one block are drawn as if they went on',
        text: 'order[to]! <= order[from]!',
        becomes: 'order[to]! < order[from]!',
      },
      {
        name: 'the targets of a branch change places',
        text: "at === 0 ? 'T' : 'F'",
        becomes: "at === 0 ? 'F' : 'T'",
      },
      {
        name: 'quotes are not escaped',
        text: ".replace(/[\\\\\"]/g, '\\\\$&')",
        becomes: '',
      },
    ],
  },
  {
    file: 'src/kaleidoscope/program.ts',
    tests: ['test/laziness/prepare.test.ts'],
    mutations: [
      {
        name: 'what changes while a function is lowered in steps does not count',
        text: 'if (main.changes !== changes) return this.lower(ast);',
        becomes: '',
      },
    ],
  },
];
