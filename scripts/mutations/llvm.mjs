/** Mutations of the LLVM engine. Their tests need LLVM. */
const engine = ['test/engines/llvm-engine.test.ts'];

export const llvm = [
  {
    file: 'src/engines/llvm/executor/executor.ts',
    tests: engine,
    mutations: [
      {
        name: 'two arguments reach the host in the wrong order',
        text: 'call(buffer[0]!, buffer[1]!)',
        becomes: 'call(buffer[1]!, buffer[0]!)',
      },
      {
        name: 'a function is compiled though the stack is nearly full',
        text: 'if (stackPointer < this.#stack.compilerLimit) throw this.#stackOverflow(stackPointer);',
        becomes: '',
        equivalent: 'LLVM compiles the small functions of tests in what is left in any case',
        tests: ['test/laziness/stack-overflow.test.ts'],
        only: 'llvm',
      },
      {
        name: 'an alarm counts as a full stack',
        text: '!this.#alarm.lower(this.#stack.limit)',
        becomes: 'this.#alarm.lower(this.#stack.limit)',
        tests: ['test/laziness/deadlines.test.ts'],
        only: 'llvm',
      },
      {
        name: 'a deadline that the host catches is forgotten further out',
        text: 'this.#alarm.set(0);',
        becomes: '',
        tests: ['test/laziness/deadlines.test.ts'],
        only: 'llvm',
      },
      {
        name: 'code is freed while a call of it may be running',
        text: 'this.#entries.isRunning || this.#disposed',
        becomes: 'this.#disposed',
        tests: ['test/laziness/removal.test.ts', 'test/laziness/redefinition.test.ts'],
        only: 'llvm',
      },
      {
        name: 'code that nothing uses is never freed',
        text: 'this.#retired.push(owner);',
        becomes: '',
        tests: ['test/engines/llvm-memory.long.test.ts'],
      },
    ],
  },
  {
    file: 'src/engines/llvm/executor/entries.ts',
    tests: engine,
    mutations: [
      {
        name: 'a failure goes back to a call that has ended',
        text: 'failed:\n  store $',
        becomes: 'failed:\n  ; $',
      },
      {
        name: 'a call that returns leaves its place to come back to',
        text: 'place(0)}\n  store',
        becomes: 'place(0)}\n  ;',
      },
    ],
  },
  {
    file: 'src/engines/llvm/compiler/linkage.ts',
    tests: ['test/laziness/stack-overflow.test.ts'],
    only: 'llvm',
    mutations: [
      {
        name: 'recursion without an end becomes a loop',
        text: 'keepsOwnFrames: true',
        becomes: 'keepsOwnFrames: false',
      },
    ],
  },
  {
    file: 'src/engines/llvm/compiler/compiler.ts',
    tests: engine,
    mutations: [
      {
        name: 'a large function without calls does not check the stack',
        text: 'if (values.length >= LARGE) return true;',
        becomes: '',
        equivalent: 'a frame that the reserve does not hold has 30,000 values: minutes for LLVM',
      },
    ],
  },
  {
    file: 'src/engines/llvm/compiler/checks.ts',
    tests: ['test/laziness/deadlines.test.ts'],
    only: 'llvm',
    mutations: [
      {
        name: 'a function that goes on after an alarm has other arguments',
        text: 'llvm.GetParam(fn, i)',
        becomes: 'llvm.GetParam(fn, 0)',
      },
    ],
  },
  {
    file: 'src/engines/llvm/compiler/emit.ts',
    tests: ['test/cli/build-native.test.ts'],
    mutations: [
      {
        name: 'functions of a program are taken for the C library’s',
        text: "definitionAttributes: ['nobuiltin'],\n    declarationAttributes: ['nobuiltin'],",
        becomes: '',
      },
    ],
  },
  {
    file: 'src/engines/llvm/executor/process-code.ts',
    tests: engine,
    mutations: [
      {
        name: 'programs call functions of the process without leave',
        text: "scope === 'process' ? this.#process.find(name) : undefined",
        becomes: 'this.#process.find(name)',
      },
    ],
  },
  {
    file: 'src/executors/remote-engine.ts',
    tests: ['test/executors/native.test.ts'],
    mutations: [
      {
        name: 'only mathematics is looked for in a process',
        text: 'hasProcessFunctions || functions.has(name)',
        becomes: 'functions.has(name)',
      },
    ],
  },
  {
    file: 'src/executors/executor-server.ts',
    tests: ['test/executors/protocol.test.ts'],
    mutations: [
      {
        name: 'a function that is not there is linked all the same',
        text: 'this.#refuse([code], new SymbolsNotFoundError([name]));\n      return;',
        becomes: 'return;',
      },
    ],
  },
  {
    file: 'src/orc/session.ts',
    tests: ['test/executors/native.test.ts'],
    mutations: [
      {
        name: 'a name that the process lacks keeps its refused code',
        text: 'else dylib.remove(symbol.unit); // its code',
        becomes: '// its code',
      },
    ],
  },
];
