/** Mutations of the WebAssembly engine. */
const running = ['test/engines/wasm-validity.test.ts', 'test/engines/cases.test.ts'];
const merging = ['test/laziness/merging.test.ts'];
/** Mutations that only make code slower show in the text of the code alone. */
const written = { tests: ['test/engines/cases.test.ts'], only: 'WebAssembly of' };
/** All tests except those of large and random functions, which take longer and notice no more. */
const quick = 'instructions|order of calls|nests of loops|wasm.* \\S+\\.ll';

export const wasm = [
  {
    file: 'src/engines/wasm/compiler/lifetimes.ts',
    tests: running,
    only: 'control flow|wasm.* \\S+\\.ll',
    mutations: [
      {
        name: 'slots of inner loops are not kept to the end of the loop',
        text: '[...phis, ...(inner?.slots ?? [])]',
        becomes: '[...phis]',
      },
      {
        name: 'values that leave a loop together share a local with a phi',
        text: 'const clashes = hasKept && kept.has(value);',
        becomes: 'const clashes = false;',
      },
      {
        name: 'values that leave a loop together share a local as two phis',
        text: 'if (into.hasKept || from.hasKept) return false;',
        becomes: '',
        equivalent: 'such values last to the end of the loop, where only one of them can end',
      },
      {
        name: 'parameters of a loop end at their last use',
        text: 'for (const value of this.#region.parameters) this.intervals[value]!.end = end;',
        becomes: '',
        equivalent: 'their uses cross the loop, and so last to its end',
      },
      {
        name: 'a phi shares with what a latch computes before its last use',
        text: 'return neededTo <= this.#starts[value]!;',
        becomes: 'return true;',
      },
      {
        name: 'what is computed before a loop ends at its last use in it',
        text: 'around !== undefined && isCrossed(around)',
        becomes: 'false',
      },
      {
        name: 'of two latches, each is compared with the phi alone',
        text: 'if (isBackEdge(facts.plan, from, block)) neededTo = this.#lastUse[value]!;',
        becomes: '',
      },
      {
        name: 'the phi of a header shares with one behind it',
        text: 'loopHeadedBy(plan, from) === undefined && ',
        becomes: '',
        equivalent: 'such phis last to the end of the loop, so this is one of a single block',
      },
      {
        name: 'phis share with nothing but what goes round loops',
        text: 'return interval.end <= this.#ends[facts.numberOf[from]!]!;',
        becomes: 'return false;',
        ...written,
      },
      {
        name: 'phis do not share with phis',
        text: 'this.#isJoin(value, from, block) && this.#join(phi, value)',
        becomes: 'false',
        ...written,
      },
      {
        name: 'phis share though the first is needed later',
        text: ' || interval.end > this.#ends[this.#region.facts.numberOf[from]!]!',
        becomes: '',
      },
      {
        name: 'phis share though two values of one block share with them',
        text: 'for (const block of small.blocks) if (large.blocks.has(block)) return false;',
        becomes: '',
      },
      {
        name: 'two values of one block share with a phi',
        text: 'this.#sharers.get(interval)?.blocks.has(from) ?? false',
        becomes: 'false',
      },
      {
        name: 'what leaves an outlined loop is not needed at its exits',
        text: 'Math.max(this.#lastUse[value!]!, leftAt)',
        becomes: 'this.#lastUse[value!]!',
      },
      {
        name: 'what leaves from inside an inner loop is not needed to its end',
        text: 'last = Math.max(last, this.#loopEnds.get(loop)!);',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/engines/wasm/compiler/linear-scan.ts',
    tests: running,
    only: quick,
    mutations: [
      {
        name: 'a local is free one position too early',
        text: 'byEnd[ended]!.end <= interval.start',
        becomes: 'byEnd[ended]!.end <= interval.start + 1',
      },
      {
        name: 'truths take the locals of numbers',
        text: 'this.#free[letter].push(local)',
        becomes: 'this.#free.d.push(local)',
      },
    ],
  },
  {
    file: 'src/engines/wasm/compiler/locals.ts',
    tests: ['test/engines/wasm-growth.test.ts'],
    mutations: [
      { name: 'every loop takes locals of its own', text: 'shared.restart();', becomes: '' },
    ],
  },
  {
    file: 'src/engines/wasm/compiler/stackify.ts',
    tests: running,
    only: quick,
    mutations: [
      {
        name: 'a call is computed at its use though another one comes between',
        text: ' || this.#calls.at(-1) !== value',
        becomes: '',
      },
      {
        name: 'calls on one of two edges are made on it',
        text: "this.#place(operand, block, op === 'br')",
        becomes: 'this.#place(operand, block, true)',
      },
      {
        name: 'a call for a dead phi is computed at an edge that is not written',
        text: 'if (this.#uses[phis[i]!] === 0) continue;',
        becomes: '',
      },
      {
        name: 'no value is on the stack',
        text: 'this.#uses[value] === 1 && ',
        becomes: 'this.#uses[value] === 0 && ',
        ...written,
      },
      {
        name: 'operands of comparisons that need them twice are computed twice',
        text: 'readsOperandsTwice(fn, instruction) ? 2 : 1',
        becomes: '1',
      },
      {
        name: 'the condition of a select is computed first',
        text: '[operands[1]!, operands[2]!, operands[0]!]',
        becomes: 'operands',
      },
      {
        name: 'expressions nest without an end',
        text: 'height > MAX_HEIGHT',
        becomes: 'height > Infinity',
        only: 'chains',
      },
    ],
  },
  {
    file: 'src/engines/wasm/compiler/emitter.ts',
    tests: running,
    only: quick,
    mutations: [
      {
        name: 'phis are written in the order in which they are read',
        text: 'of phis.reverse()',
        becomes: 'of phis',
      },
      {
        name: 'every edge has an arm',
        text: 'return label < 0 ? undefined : label;',
        becomes: 'return undefined;',
        ...written,
      },
      {
        name: 'what comes out of a loop is moved in the wrong order',
        text: 'of targets.reverse()',
        becomes: 'of targets',
      },
      {
        name: 'a loop leaves by the next exit',
        text: 'exit + 1);\n    this.#out.byte(Wasm.return)',
        becomes: 'exit + 2);\n    this.#out.byte(Wasm.return)',
      },
      {
        name: 'a loop that runs long in place starts over elsewhere',
        text: 'if (this.#budgetOf(node) !== undefined) {',
        becomes: 'if (this.#region.outlined !== undefined) {',
      },
    ],
  },
  {
    file: 'src/engines/wasm/compiler/code-writer.ts',
    tests: running,
    only: quick,
    mutations: [
      {
        name: 'a call that was made is made again to return its result',
        text: '!isMarked || placement.inlined[value] === 0',
        becomes: '!isMarked',
      },
      {
        name: 'a root takes the register of what is needed again',
        text: 'if (this.#region.facts.placement.uses[operand]! < 2) return;',
        becomes: 'return;',
        ...written,
      },
      {
        name: 'uno is ord',
        text: "predicate === 'ueq' || predicate === 'uno'",
        becomes: "predicate === 'ueq'",
      },
      {
        name: 'ueq with zero is one',
        text: "b);\n      this.#out.byte(Wasm['f64.gt']);\n      if (predicate === 'ueq')",
        becomes: "b);\n      this.#out.byte(Wasm['f64.gt']);\n      if (predicate === 'uno')",
      },
    ],
  },
  {
    file: 'src/engines/wasm/compiler/region.ts',
    tests: running,
    only: `control flow|${quick}`,
    mutations: [
      {
        name: 'blocks behind a loop come between those in it',
        text: '.sort((a, b) => depthOf(b) - depthOf(a))',
        becomes: '',
      },
      {
        name: 'the ways out of a loop that goes on elsewhere are not in the graph',
        text: 'for (const exit of inner?.exits ?? []) all.add(exit.to);',
        becomes: '',
        equivalent: 'their targets come after the loop with them and without them',
      },
    ],
  },
  {
    file: 'src/engines/wasm/compiler/loop-plan.ts',
    tests: running,
    only: `control flow|${quick}`,
    mutations: [
      {
        name: 'loops take no constants',
        text: 'constants.size < maxConstants',
        becomes: 'false',
        ...written,
      },
      {
        name: 'loops take one constant more than they may',
        text: 'constants.size < maxConstants',
        becomes: 'constants.size <= maxConstants',
        ...written,
      },
      {
        name: 'constants of loops merge 0 and -0',
        text: "constant.type === 'double' && constant.value !== 0",
        becomes: "constant.type === 'double'",
      },
      {
        name: 'what leaves an outlined loop has no local',
        text: 'for (const value of plan.slots) if (value !== undefined) kept.add(value);',
        becomes: '',
      },
      {
        name: 'a loop of which more values come out than engines allow is outlined',
        text: 'Math.max(parameters, results)',
        becomes: 'parameters',
        only: 'too many values',
      },
      {
        name: 'two values of a loop leave it in the slot of one phi',
        text: ' && slots[slot] === undefined',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/engines/wasm/compiler/compiler.ts',
    tests: ['test/engines/wasm-validity.test.ts', 'test/engines/wasm-text.test.ts'],
    only: `${quick}|modules`,
    mutations: [
      {
        name: 'outlined loops are numbered as if they came first',
        text: 'this.#definitions.length + this.#loopIndices.size',
        becomes: 'this.#loopIndices.size',
      },
    ],
  },
  {
    file: 'src/engines/wasm/format/linker.ts',
    tests: merging,
    mutations: [
      {
        name: 'calls inside an object go to the functions of the first',
        text: 'firstFunction + index);',
        becomes: 'index);',
      },
      {
        name: 'types of calls are those of the first object',
        text: 'types.get(object.signatures[index]!)!',
        becomes: 'index',
      },
    ],
  },
  {
    file: 'src/orc/merging.ts',
    tests: [...merging, 'test/laziness/prepare.test.ts', 'test/laziness/merging-policy.test.ts'],
    mutations: [
      {
        name: 'half-left modules are merged again when a quarter is left',
        text: 'module.count >> 1',
        becomes: 'module.count >> 2',
      },
      {
        name: 'objects that nothing uses are merged',
        text: '    this.#candidates.delete(object);\n    if (module',
        becomes: '    if (module',
      },
      {
        name: 'objects that were released between two steps are merged',
        text: 'objects.filter((object) => this.#candidates.has(object))',
        becomes: 'objects',
      },
      {
        name: 'a host that refuses a merge is asked for as large a one again',
        text: 'left.reduce((sum, { size }) => sum + size, 0) / 2',
        becomes: 'left.reduce((sum, { size }) => sum + size, 0)',
      },
      {
        name: 'preparations merge all at once',
        text: 'Math.min(STEP_BYTES, this.#moduleBytes)',
        becomes: 'this.#moduleBytes',
      },
    ],
  },
  {
    file: 'src/engines/wasm/executor/executor.ts',
    tests: merging,
    mutations: [
      {
        name: 'a module that may run is unlinked, and its frames call old code',
        text: 'if (mayRun) this.#supersede(module);\n    else',
        becomes: '',
      },
      {
        name: 'trampolines of compiled functions are never given back',
        text: '      this.#releaseTrampoline(stub);\n    }\n    if (stub.links',
        becomes: '    }\n    if (stub.links',
      },
      {
        name: 'trampolines of merged modules are never given back',
        text: 'if (stub.code !== undefined) this.#releaseTrampoline(stub);',
        becomes: '',
      },
      {
        name: 'a superseded module’s trampoline does not continue in the code',
        text: 'if (stub.code !== undefined) this.#trampolineOf(stub).continueIn(stub.code.entry);',
        becomes: '',
      },
      {
        name: 'a trampoline that running frames may call is given back',
        text: 'stub.trampoline === undefined || stub.isPinned',
        becomes: 'stub.trampoline === undefined',
      },
    ],
  },
  {
    file: 'src/engines/wasm/executor/linked-module.ts',
    tests: merging,
    mutations: [
      {
        name: 'a link that takes the place of another keeps its position',
        text: 'last.index = index;',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/engines/wasm/executor/stack-overflow.ts',
    tests: ['test/laziness/stack-overflow.test.ts'],
    mutations: [
      {
        name: 'loops are named among the functions of an overflow',
        text: ' && !name.endsWith(LOOP_SUFFIX)',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/engines/wasm/executor/trampolines.ts',
    tests: ['test/laziness/re-entrancy.test.ts', 'test/laziness/redefinition.test.ts', ...merging],
    mutations: [
      {
        name: 'a trampoline is used again while a call waits in it',
        text: 'trampoline.released = true;\n    if (trampoline.active === 0)',
        becomes: 'trampoline.released = true;\n    if (trampoline.active >= 0)',
      },
      {
        name: 'a trampoline that is used again counts as given back',
        text: 'free.released = false;',
        becomes: '',
      },
    ],
  },
];
