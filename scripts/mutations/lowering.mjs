/** Mutations of the lowering of syntax trees to IR. */
const cases = ['test/cases.test.ts'];
const only = 'wasm: language';

export const lowering = [
  {
    file: 'src/lowering/lower.ts',
    tests: cases,
    only,
    mutations: [
      { name: 'x < y is false for NaN', text: "fcmp('ult'", becomes: "fcmp('olt'" },
      {
        name: 'NaN is true',
        text: "fcmp('one'",
        becomes: "fcmp('une'",
        only: 'wasm: language.if',
      },
      {
        name: 'a variable that another one hid does not come back',
        text: 'else this.#scope.set(name, variable);',
        becomes: 'else this.#scope.delete(name);',
      },
      {
        name: 'code does not rest on there being no user-defined division',
        text: "this.#assumptions.push('binary/')",
        becomes: 'this.#assumptions.pop()',
      },
      {
        name: 'a division that was removed is called',
        text: "return this.#context.calleeOf('binary/')?.type !== undefined;",
        becomes: 'return true;',
      },
      {
        name: 'calls of a removed function take their arguments',
        text: 'operands.length = 0;',
        becomes: '',
      },
      {
        name: 'a variable without initializer is 1',
        text: 'this.#bind(this.#name(node), this.#builder.constant(0))',
        becomes: 'this.#bind(this.#name(node), this.#builder.constant(1))',
      },
      {
        name: 'a loop without a step takes steps of 2',
        text: 'this.#push(this.#builder.constant(1), node)',
        becomes: 'this.#push(this.#builder.constant(2), node)',
      },
      {
        name: 'too few arguments are no mistake',
        text: 'known.type.parameters.length !== count',
        becomes: 'known.type.parameters.length < count',
      },
    ],
  },
  {
    file: 'src/ir/variables.ts',
    tests: cases,
    only,
    mutations: [
      {
        name: 'a loop takes what was assigned before it for its own',
        text: 'this.#loops[depth - 1]!.start > writtenAt',
        becomes: 'this.#loops[depth - 1]!.start < writtenAt',
      },
      {
        name: 'an arm that is undone leaves where variables were assigned',
        text: 'this.#writtenAt[variable] = this.#log[at + 2]!;',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/lowering/loop-writes.ts',
    tests: cases,
    only,
    mutations: [
      {
        name: 'loops assign to no variable but their own',
        text: 'kind !== NodeKind.for && kind !== NodeKind.target',
        becomes: 'kind !== NodeKind.for',
      },
      {
        name: 'what is assigned before a loop alone counts as assigned in it',
        text: 'if (writers[middle]! < loop) first = middle + 1',
        becomes: 'if (writers[middle]! < loop) end = middle',
        tests: ['test/language/loop-phis.test.ts'],
        only: undefined,
      },
    ],
  },
];
