/** Mutations of the optimizer. Its cases compare IR to the letter. */
const cases = ['test/passes/cases.test.ts'];

export const passes = [
  {
    file: 'src/ir/constants.ts',
    tests: cases,
    mutations: [
      {
        name: '0 and -0 are the same constant',
        text: 'a.type === b.type && Object.is(a.value, b.value)',
        becomes: 'a.type === b.type && a.value === b.value',
      },
      {
        name: 'copies share one constant for 0 and -0',
        text: "Object.is(constant.value, -0) ? '-0' : constant.value",
        becomes: 'constant.value',
      },
    ],
  },
  {
    file: 'src/passes/simplify/comparisons.ts',
    tests: cases,
    mutations: [
      {
        name: '|x| < 0 becomes x < 0',
        text: 'if (number !== 0 || (ways & (LESS | GREATER)) % (LESS | GREATER) !== 0) return',
        becomes: 'if (number !== 0) return',
      },
      {
        name: 'x uno x becomes x ord x',
        text: "ways === EQUAL ? 'ord' : 'uno'",
        becomes: "'ord'",
      },
      {
        name: 'a comparison that is turned around keeps its direction',
        text: 'predicateFor(swapped(waysOf(predicateOf(instruction))))',
        becomes: 'predicateOf(instruction)',
      },
      {
        name: 'a comparison with NaN is taken for ordered',
        text: '(ways & UNORDERED) !== 0',
        becomes: '(ways & UNORDERED) === 0',
      },
      {
        name: '5 - x < 3 becomes x > -3',
        text: 'if (rewriter.doubleAt(left.operands[0]!) !== 0) return value;',
        becomes: '',
      },
      {
        name: 'a sum of truths compared in any way is their disjunction',
        text: 'if (number !== 0 || !isPositive) return',
        becomes: 'if (number !== 0) return',
      },
      {
        name: 'a sum of a truth and a number is taken for one of truths',
        text: '!isTruth(rewriter.fn, x) || !isTruth',
        becomes: '!isTruth(rewriter.fn, x) && !isTruth',
      },
    ],
  },
  {
    file: 'src/passes/simplify/arithmetic.ts',
    tests: cases,
    mutations: [
      {
        name: 'x + 0 becomes x',
        text: 'y === 0 && isNeverNegativeZero(rewriter, a)',
        becomes: 'y === 0',
      },
      {
        name: 'x - -0 becomes x',
        text: 'Object.is(y, -0) && isNeverNegativeZero(rewriter, a)',
        becomes: 'Object.is(y, -0)',
      },
      {
        name: 'two small factors become one, though each rounds',
        text: 'if (number > 1 && hasExactReciprocal(number)) {',
        becomes: 'if (hasExactReciprocal(number)) {',
      },
      {
        name: 'two large factors become infinity',
        text: 'inner !== undefined && number * inner.scale < Infinity',
        becomes: 'inner !== undefined',
      },
      {
        name: 'a division by a number without exact reciprocal becomes a product',
        text: 'return Math.abs(number) === 2 ** exponent;',
        becomes: 'return exponent < 1024;',
      },
      {
        name: 'c / -x loses its sign',
        text: 'rewriter.double(-dividend)',
        becomes: 'rewriter.double(dividend)',
      },
      {
        name: '|5 - x| becomes |x|',
        text: "op === 'fsub' && rewriter.doubleAt(operands[0]!) === 0",
        becomes: "op === 'fsub'",
      },
      {
        name: 'copysign(x, -1) becomes |x|',
        text: ' && !isNegative(known)',
        becomes: '',
      },
      {
        name: 'the neutral elements of minimum and maximum are exchanged',
        text: "op === 'minimum' ? Infinity : -Infinity",
        becomes: "op === 'minimum' ? -Infinity : Infinity",
      },
    ],
  },
  {
    file: 'src/passes/simplify/rewriter.ts',
    tests: cases,
    mutations: [
      {
        name: '-0 is taken for the number of a truth',
        text: 'number === 1 || Object.is(number, 0)',
        becomes: 'number === 1 || number === 0',
      },
      {
        name: 'any exclusive or is taken for a negation',
        text: 'this.truthAt(operands[1]!) === true ? operands[0] : undefined',
        becomes: 'operands[0]',
      },
    ],
  },
  {
    file: 'src/passes/simplify/logic.ts',
    tests: cases,
    mutations: [
      {
        name: 'the exclusive or of two comparisons is their disjunction',
        text: ': first ^ second',
        becomes: ': first | second',
      },
      {
        name: 'comparisons of exchanged operands are combined as they stand',
        text: 'second = swapped(second)',
        becomes: 'second |= 0',
      },
      {
        name: 'the inner of two choices by one condition is taken from its wrong side',
        text: 'left.operands[1]!, b]',
        becomes: 'left.operands[2]!, b]',
      },
      {
        name: 'x and not x is true',
        text: "rewriter.truth(op !== 'and')",
        becomes: 'rewriter.truth(true)',
      },
      {
        name: 'c ? a : true is c and a',
        text: 'if (!right) return { op',
        becomes: 'if (right) return { op',
      },
    ],
  },
  {
    file: 'src/passes/simplify.ts',
    tests: cases,
    mutations: [
      {
        name: 'phis keep operands that were replaced after their visit',
        text: 'order.length > 1 && this.#resolvePhis(order)',
        becomes: 'order.length < 0',
      },
      {
        name: 'a branch by an opposite keeps its targets',
        text: '[instruction.blocks[1]!, instruction.blocks[0]!]',
        becomes: '[instruction.blocks[0]!, instruction.blocks[1]!]',
      },
    ],
  },
  {
    file: 'src/passes/simplify-cfg.ts',
    tests: cases,
    mutations: [
      {
        name: 'an empty block goes whose edge phis tell from another',
        text: 'targets.includes(from) && !this.#agree(target, from, block)',
        becomes: 'false',
      },
      {
        name: 'the empty block before a loop goes',
        text: 'block === 0 || this.#isHeader[target]',
        becomes: 'block === 0',
      },
      {
        name: 'an arm that only calls goes',
        text: "return kind !== 'pure' && kind !== 'terminator';",
        becomes: 'return false;',
      },
      {
        name: 'a constant branch takes the other way',
        text: 'condition ? [0, 1] : [1, 0]',
        becomes: 'condition ? [1, 0] : [0, 1]',
      },
      {
        name: 'a branch becomes a choice of any cost',
        text: 'if (!selectPays(fn, choice, (value) => this.#resolve(value))) return false;',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/passes/simplify-cfg/select-cost.ts',
    tests: cases,
    mutations: [
      {
        name: 'work that a branch skips is done in any case',
        text: 'isCheap && !savesSlowWork(fn, choice, resolve)',
        becomes: 'isCheap',
      },
    ],
  },
  {
    file: 'src/passes/number-values.ts',
    tests: cases,
    mutations: [
      {
        name: 'an expression stays known in blocks that its own does not dominate',
        text: 'this.#forget(marks.pop()!)',
        becomes: 'marks.pop()',
      },
      {
        name: 'a condition stays known behind the arm in which it holds',
        text: 'if (condition >= 0) this.#leaders[condition] = condition as Value;',
        becomes: '',
      },
      {
        name: 'a condition is taken to hold in both arms',
        text: 'this.#leaders[condition] = this.#truth(blocks[0] === block)',
        becomes: 'this.#leaders[condition] = this.#truth(true)',
      },
      {
        name: 'a phi takes the condition as true from either way of its branch',
        text: 'this.#truth(terminator.blocks[0] === block)',
        becomes: 'this.#truth(true)',
      },
      {
        name: 'comparisons of the same numbers are the same, whatever they ask',
        text: ' && first === second',
        becomes: '',
      },
      {
        name: 'every operation commutes',
        text: 'return isSwapped && opcodes[a.op].commutative;',
        becomes: 'return isSwapped;',
      },
      {
        name: 'phis of different blocks are the same',
        text: ' || a.blocks[i] !== b.blocks[i]',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/passes/hoist-invariants.ts',
    tests: cases,
    mutations: [
      {
        name: 'a division leaves a loop if it runs before some way round, not every one',
        text: 'latches.every(',
        becomes: 'latches.some(',
      },
      {
        name: 'any number of values leaves a loop',
        text: 'if (hoisted >= MAX_HOISTED) return false;',
        becomes: '',
      },
      {
        name: 'cheap instructions leave a loop though many have',
        text: 'hoisted < CHEAP_LIMIT',
        becomes: 'true',
      },
      {
        name: 'calls leave loops',
        text: "kind === 'pure'",
        becomes: "kind !== 'terminator'",
      },
      {
        name: 'code leaves a loop to a block that has another way on',
        text: "outside.length === 1 && terminatorOf(this.#fn, block!).op === 'br'",
        becomes: 'outside.length === 1',
      },
      {
        name: 'what has left a loop counts as computed in it',
        text: 'this.#homes[value] = this.#loopOf[destination.block];',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/passes/eliminate-tail-recursion.ts',
    tests: cases,
    mutations: [
      {
        name: 'recursion without an end becomes a loop',
        text: ' || !canReturn(fn, sites)',
        becomes: '',
      },
      {
        name: 'a parameter that one of the calls leaves alone is never changed',
        text: 'sites.some(',
        becomes: 'sites.every(',
      },
    ],
  },
  {
    file: 'src/passes/tail-position.ts',
    tests: cases,
    mutations: [
      {
        name: 'what is returned from one of two ways on counts as returned',
        text: "if (terminatorOf(fn, block).op === 'condbr') return undefined;",
        becomes: '',
      },
      {
        name: 'a block that returns something else than its phi passes it on',
        text: "op !== 'ret' || !instructions.includes(operands[0]!)",
        becomes: "op !== 'ret'",
        equivalent: 'what is no phi of the block has no operand for the way there',
      },
    ],
  },
  {
    file: 'src/passes/mark-tail-calls.ts',
    tests: cases,
    mutations: [
      {
        name: 'calls of the function itself are marked',
        text: 'calleeOf(call) !== fn.name && ',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/passes/reassociate.ts',
    tests: cases,
    mutations: [
      {
        name: 'x xor x xor y keeps one x',
        text: "if (op === 'xor') kept.pop();",
        becomes: '',
      },
      {
        name: 'what is left of an exclusive or is combined with itself',
        text: "kept.length === 1 && op === 'xor'",
        becomes: 'kept.length === 0',
      },
      {
        name: 'an inner result that is used elsewhere is rebuilt',
        text: 'this.#uses[value] === 1 && ',
        becomes: '',
      },
      {
        name: 'an inner result of another block is rebuilt',
        text: ' && this.#homes[value] === block',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/passes/eliminate-dead-code.ts',
    tests: cases,
    mutations: [
      {
        name: 'a call whose result is not needed goes',
        text: "kind !== 'call' && kind !== 'terminator'",
        becomes: "kind !== 'terminator'",
      },
    ],
  },
  {
    file: 'src/passes/recognize-intrinsics.ts',
    tests: ['test/passes/inline.test.ts'],
    mutations: [
      {
        name: 'rint truncates',
        text: "['rint', 'nearbyint']",
        becomes: "['rint', 'trunc']",
      },
      {
        name: 'a function of the program is taken for the library’s',
        text: 'if (!names.has(name) && !isLibraryFunction(name)) continue;',
        becomes: '',
      },
      {
        name: 'a call with too many arguments becomes an instruction',
        text: ' || opcodes[instead].operands?.length !== operands.length',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/passes/inline/inline-cost.ts',
    tests: ['test/passes/cases.test.ts'],
    only: 'inline',
    mutations: [
      {
        name: 'a larger body is copied where it runs once',
        text: 'const isHot = inLoop && hasRoom && ',
        becomes: 'const isHot = hasRoom && ',
      },
      {
        name: 'a larger body is not copied into a loop',
        text: 'const isHot = inLoop && hasRoom && ',
        becomes: 'const isHot = false && ',
      },
      {
        name: 'a function is copied into itself once more',
        text: 'path.length < levels',
        becomes: 'path.length <= levels',
      },
      {
        name: 'a loop copies all small functions that it could call',
        text: '(inLoop ? budget.loopGrowth : budget.growth)',
        becomes: '(inLoop ? Number.POSITIVE_INFINITY : budget.growth)',
        tests: ['test/laziness/inlining.test.ts'],
        only: 'wasm',
      },
      {
        name: 'a caller grows without a limit',
        text: 'if (!hasRoom && !callee.isOperator) return undefined;',
        becomes: '',
        tests: ['test/laziness/inlining.test.ts'],
        only: 'wasm',
      },
      {
        name: 'functions are copied into themselves through others',
        text: ': !path.includes(name)',
        becomes: ': true',
        equivalent: 'the depth of copies ends it too: the code is larger, and does the same',
      },
    ],
  },
  {
    file: 'src/passes/context.ts',
    tests: ['test/passes/cases.test.ts', 'test/laziness/inlining.test.ts'],
    only: 'recognize|functions of a module',
    mutations: [
      {
        name: 'a function of the module is taken for the library’s',
        text: 'isLibraryFunction: (name) => !own.has(name) && ',
        becomes: 'isLibraryFunction: (name) => ',
      },
      {
        name: 'a module copies as much as any',
        text: '...(outside.inlineBudget && { inlineBudget: outside.inlineBudget }),',
        becomes: '',
        tests: ['test/passes/inline.test.ts'],
        only: 'budget',
      },
      {
        name: 'calls in a module reach what programs call so',
        text: '(own.has(name) ? own.get(name) : outside.calleeOf?.(name, type))',
        becomes: '(outside.calleeOf?.(name, type) ?? own.get(name))',
      },
    ],
  },
  {
    file: 'src/passes/inline.ts',
    tests: ['test/passes/inline.test.ts', 'test/passes/cases.test.ts'],
    mutations: [
      {
        name: 'the copy of a marked call is marked, though its caller goes on',
        text: "else if (op !== 'call') copy = addCopy",
        becomes: "else if (op !== 'ret') copy = addCopy",
      },
      {
        name: 'phis name the start of a block that a copy has split',
        text: 'this.#ends.get(blocks[i]!) ?? blocks[i]!',
        becomes: 'blocks[i]!',
      },
      {
        name: 'copies nest in copies without an end',
        text: 'depth >= MAX_DEPTH || ',
        becomes: '',
      },
      {
        name: 'callees are not told that they are in a loop',
        text: 'this.#isInLoop = loopOf[block] !== undefined;',
        becomes: '',
      },
    ],
  },
];
