/**
 * Random programs for property tests, as case files: functions and operators that call each other
 * in any order, loops, variables, assignments; on demand redefinitions with the same and another
 * arity, and removals between expressions.
 *
 * Trees of programs have mere numbers for names. One pass writes a tree as text and resolves each
 * number to a name in scope at that place, so a shrunk tree is a program too. All programs end:
 * functions `f0` … have a first parameter `n` that nothing assigns to. A call under the condition
 * `0 < n` calls any function and passes `n - 1`; any other call passes `n` to a function of a lower
 * number. Operators call only operators of lower numbers. Loops count their iterations in variables
 * that nothing else changes.
 */
import * as fc from 'fast-check';

type Expression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'variable'; readonly index: number }
  | {
      readonly kind: 'binary';
      readonly index: number;
      readonly operands: Pair;
      readonly bare: boolean;
    }
  | { readonly kind: 'unary'; readonly index: number; readonly operand: Expression }
  | { readonly kind: 'if'; readonly condition: Expression; readonly arms: Pair }
  | { readonly kind: 'for'; readonly loop: Loop }
  | { readonly kind: 'var'; readonly bindings: readonly Binding[]; readonly body: Expression }
  | { readonly kind: 'assign'; readonly index: number; readonly value: Expression }
  | { readonly kind: 'call'; readonly index: number; readonly args: readonly Expression[] }
  | { readonly kind: 'host'; readonly index: number; readonly args: readonly Expression[] };

type Pair = readonly [Expression, Expression];

interface Loop {
  readonly name: number;
  readonly start: Expression;
  readonly turns: number;
  readonly condition: Expression | undefined;
  readonly step: Expression | undefined;
  readonly body: Expression;
}

interface Binding {
  readonly name: number;
  readonly value: Expression | undefined;
}

/** A host function that the program shadows counts as an operator. */
type Step =
  | {
      readonly kind: 'function';
      readonly index: number;
      readonly arity: number;
      readonly body: Expression;
    }
  | { readonly kind: 'operator'; readonly index: number; readonly body: Expression }
  | { readonly kind: 'remove'; readonly index: number }
  | { readonly kind: 'evaluate'; readonly expression: Expression };

export interface ProgramOptions {
  /** Whether programs redefine and remove names between expressions. Default: false. */
  readonly changes?: boolean;
}

/** Case files without expectations. */
export function arbitraryProgram({ changes = false }: ProgramOptions = {}): fc.Arbitrary<string> {
  const indices = Array.from({ length: FUNCTIONS + OPERATORS.length }, (_, index) => index);
  // Most programs start with these; definitions that hide something built in come later or never.
  const basic = indices.filter((index) => index < FUNCTIONS || index >= FUNCTIONS + HIDING);
  const definitions = fc
    .oneof(
      { withCrossShrink: true },
      { weight: 2, arbitrary: fc.shuffledSubarray(indices, { minLength: 1 }) },
      { weight: 3, arbitrary: fc.shuffledSubarray(basic, { minLength: basic.length }) },
    )
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((index) =>
          index < FUNCTIONS
            ? functionStep(fc.constant(index))
            : operatorStep(fc.constant(index - FUNCTIONS)),
        ),
      ),
    );
  const evaluation = record<'evaluate', { expression: Expression }>('evaluate', {
    expression: fc.oneof(
      { weight: 1, arbitrary: expression },
      { weight: 3, arbitrary: record('call', { index, args: args(expression) }) },
    ),
  });
  const steps = fc.array(changes ? anyStep(evaluation) : evaluation, {
    minLength: 1,
    maxLength: changes ? 16 : 6,
    size: 'max',
  });
  return fc.tuple(definitions, steps).map(([first, later]) => writeProgram([...first, ...later]));
}

const FUNCTIONS = 6;
const BINARY = ['+', '-', '*', '<', '/', '|', '%', '^', '==', '<='];
const UNARY = ['!', '-', '++'];
/**
 * Operators, and functions of the host that a program may define itself, in the order in which
 * they may call each other. `/` is built in unless a program defines it.
 */
const OPERATORS = [
  { name: 'floor', prototype: 'floor(x)', parameters: ['x'] },
  { name: 'fmin', prototype: 'fmin(a b)', parameters: ['a', 'b'] },
  { name: 'binary/', prototype: 'binary / 40 (a b)', parameters: ['a', 'b'] },
  { name: 'binary|', prototype: 'binary | 5 (a x)', parameters: ['a', 'x'] },
  { name: 'binary%', prototype: 'binary% (x y)', parameters: ['x', 'y'] },
  { name: 'unary!', prototype: 'unary!(a)', parameters: ['a'] },
  { name: 'binary^', prototype: 'binary ^ 60 (a b)', parameters: ['a', 'b'] },
  { name: 'unary-', prototype: 'unary - (x)', parameters: ['x'] },
  { name: 'binary==', prototype: 'binary == 9 (a b)', parameters: ['a', 'b'] },
  { name: 'binary<=', prototype: 'binary<= 10 (a b)', parameters: ['a', 'b'] },
  { name: 'unary++', prototype: 'unary++(x)', parameters: ['x'] },
];
/** How many of the first `OPERATORS` hide something built in. */
const HIDING = 3;
const HOST = [
  { name: 'show', arity: 1 },
  { name: 'floor', arity: 1 },
  { name: 'sqrt', arity: 1 },
  { name: 'fmin', arity: 2 },
];
const NAMES = ['x', 'y', 'a', 'b', 'i'];
const NUMBERS = ['0', '1', '2', '3', '0.5', '.1', '1e300', '5e-324', '1e999', '(0 * (0 - 1))'];

/** Declares the operators first: otherwise an expression that uses one does not parse. */
const PRELUDE = [
  '# run',
  ...OPERATORS.filter(({ name }) => name !== 'binary/').map(
    ({ prototype }) => `extern ${prototype}`,
  ),
  'extern sqrt(x)',
];

const index = fc.nat({ max: FUNCTIONS + OPERATORS.length - 1 });

const { expression } = fc.letrec<{ expression: Expression; pair: Pair }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, depthSize: 'medium', depthIdentifier: 'expression', withCrossShrink: true },
    {
      weight: 2,
      arbitrary: record('number', {
        text: fc.oneof(fc.constantFrom(...NUMBERS), fc.nat({ max: 999 }).map(String)),
      }),
    },
    { weight: 4, arbitrary: record('variable', { index }) },
    {
      weight: 6,
      arbitrary: record('binary', { index, operands: tie('pair'), bare: fc.boolean() }),
    },
    { weight: 1, arbitrary: record('unary', { index, operand: tie('expression') }) },
    { weight: 2, arbitrary: record('if', { condition: tie('expression'), arms: tie('pair') }) },
    {
      weight: 1,
      arbitrary: fc
        .record({
          name: index,
          start: tie('expression'),
          turns: fc.integer({ min: 1, max: 3 }),
          condition: fc.option(tie('expression'), { nil: undefined }),
          step: fc.option(tie('expression'), { nil: undefined }),
          body: tie('expression'),
        })
        .map((loop): Expression => ({ kind: 'for', loop })),
    },
    {
      weight: 2,
      arbitrary: record('var', {
        bindings: fc.array(
          fc.record({ name: index, value: fc.option(tie('expression'), { nil: undefined }) }),
          { minLength: 1, maxLength: 3 },
        ),
        body: tie('expression'),
      }),
    },
    { weight: 3, arbitrary: record('assign', { index, value: tie('expression') }) },
    { weight: 5, arbitrary: record('call', { index, args: args(tie('expression')) }) },
    { weight: 2, arbitrary: record('host', { index, args: args(tie('expression')) }) },
  ),
  pair: fc.tuple(tie('expression'), tie('expression')),
}));

function args(argument: fc.Arbitrary<Expression>): fc.Arbitrary<Expression[]> {
  return fc.array(argument, { maxLength: 3 });
}

function functionStep(which: fc.Arbitrary<number>): fc.Arbitrary<Step> {
  const arity = fc.integer({ min: 0, max: 3 });
  return record<'function', { index: number; arity: number; body: Expression }>('function', {
    index: which,
    arity,
    body: expression,
  });
}

function operatorStep(which: fc.Arbitrary<number>): fc.Arbitrary<Step> {
  return record<'operator', { index: number; body: Expression }>('operator', {
    index: which,
    body: expression,
  });
}

function anyStep(evaluation: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 6, arbitrary: evaluation },
    { weight: 3, arbitrary: functionStep(index) },
    { weight: 2, arbitrary: operatorStep(index) },
    { weight: 2, arbitrary: record<'remove', { index: number }>('remove', { index }) },
  );
}

function writeProgram(steps: readonly Step[]): string {
  const names = new Set(steps.map(nameOf));
  const functions = Array.from({ length: FUNCTIONS }, (_, at) => at).filter((at) =>
    names.has(`f${at}`),
  );
  const lines = steps.map((step, at) => writeStep(step, functions, aritiesAt(steps, at)));
  return [...PRELUDE, ...lines, ''].join('\n');
}

function nameOf(step: Step): string {
  if (step.kind === 'function') return `f${step.index % FUNCTIONS}`;
  return step.kind === 'operator' ? OPERATORS[step.index % OPERATORS.length]!.name : '';
}

/** Number of parameters after `n` at a step: by the last definition until then, else the first. */
function aritiesAt(steps: readonly Step[], at: number): ReadonlyMap<number, number> {
  const arities = new Map<number, number>();
  steps.forEach((step, position) => {
    if (step.kind !== 'function') return;
    const which = step.index % FUNCTIONS;
    if (position <= at || !arities.has(which)) arities.set(which, step.arity);
  });
  return arities;
}

function writeStep(
  step: Step,
  functions: readonly number[],
  arities: ReadonlyMap<number, number>,
): string {
  switch (step.kind) {
    case 'function': {
      const rank = step.index % FUNCTIONS;
      const parameters = NAMES.slice(0, step.arity);
      const context: Context = { kind: 'function', rank, functions, arities };
      const body = new Writer(context, parameters).write(step.body);
      return `def f${rank}(${['n', ...parameters].join(' ')}) ${body};`;
    }
    case 'operator': {
      const rank = step.index % OPERATORS.length;
      const { prototype, parameters } = OPERATORS[rank]!;
      const context: Context = { kind: 'operator', rank, functions, arities };
      return `def ${prototype} ${new Writer(context, parameters).write(step.body)};`;
    }
    case 'remove':
      return step.index < FUNCTIONS
        ? `# remove f${step.index}`
        : `# remove ${OPERATORS[step.index - FUNCTIONS]!.name}`;
    case 'evaluate': {
      const context: Context = { kind: 'top level', rank: 0, functions, arities };
      return `${new Writer(context, []).write(step.expression)};`;
    }
  }
}

/** The place of an expression, and the functions that it may call there. */
interface Context {
  readonly kind: 'function' | 'operator' | 'top level';
  /** The number of the function or operator. */
  readonly rank: number;
  readonly functions: readonly number[];
  readonly arities: ReadonlyMap<number, number>;
}

class Writer {
  readonly #context: Context;
  /** Variables that may be read and assigned to, innermost last. */
  readonly #scope: string[];
  #counters = 0;

  constructor(context: Context, parameters: readonly string[]) {
    this.#context = context;
    this.#scope = [...parameters];
  }

  write(expression: Expression): string {
    switch (expression.kind) {
      case 'number':
        return expression.text;
      case 'variable':
        return this.#variable(expression.index) ?? `${expression.index}`;
      case 'binary':
        return this.#binary(expression);
      case 'unary': {
        const operator = UNARY[expression.index % UNARY.length]!;
        const operand = this.#operand(expression.operand);
        return this.#mayCall(`unary${operator}`) ? `${operator}${operand}` : operand;
      }
      case 'if': {
        const [yes, no] = expression.arms;
        const condition = this.write(expression.condition);
        return `if ${condition} then ${this.write(yes)} else ${this.write(no)}`;
      }
      case 'for':
        return this.#for(expression.loop);
      case 'var':
        return this.#var(expression.bindings, expression.body);
      case 'assign': {
        const value = this.write(expression.value);
        const target = this.#variable(expression.index);
        return target === undefined ? value : `${target} = ${value}`;
      }
      case 'call':
        return this.#call(expression.index, expression.args);
      case 'host': {
        const { name, arity } = HOST[expression.index % HOST.length]!;
        if (!this.#mayCall(name)) return this.#arguments(expression.args, 1)[0]!;
        return `${name}(${this.#arguments(expression.args, arity).join(', ')})`;
      }
    }
  }

  #variable(at: number): string | undefined {
    return this.#scope.length === 0 ? undefined : this.#scope[at % this.#scope.length];
  }

  /** Operators call only those of lower numbers, so that they do not call themselves. */
  #mayCall(name: string): boolean {
    const { kind, rank } = this.#context;
    return kind !== 'operator' || OPERATORS.findIndex((operator) => operator.name === name) < rank;
  }

  #binary({ index: at, operands, bare }: Extract<Expression, { kind: 'binary' }>): string {
    const wanted = BINARY[at % BINARY.length]!;
    const operator = this.#mayCall(`binary${wanted}`) ? wanted : '-';
    const [a, b] = operands.map((operand) =>
      bare && operand.kind === 'binary' ? this.write(operand) : this.#operand(operand),
    );
    return bare ? `${a}${operator}${b}` : `${a} ${operator} ${b}`;
  }

  /** An expression as an operand, in parentheses unless it cannot fall apart. */
  #operand(expression: Expression): string {
    const text = this.write(expression);
    return /^(\w|\.)*(\([^()]*\))?$/.test(text) ? text : `(${text})`;
  }

  #for({ name, start, turns, condition, step, body }: Loop): string {
    const counter = `t${this.#counters++}`;
    const variable = NAMES[name % NAMES.length]!;
    const first = this.write(start);
    this.#scope.push(variable);
    const counts = `(${counter} = ${counter} + 1) < ${turns}`;
    const end = condition ? `if ${counts} then ${this.write(condition)} else 0` : counts;
    const by = step ? `, ${this.write(step)}` : '';
    const text = `var ${counter} in for ${variable} = ${first}, ${end}${by} in ${this.write(body)}`;
    this.#scope.pop();
    return text;
  }

  #var(bindings: readonly Binding[], body: Expression): string {
    const texts = bindings.map(({ name, value }) => {
      const variable = NAMES[name % NAMES.length]!;
      const text = value ? `${variable} = ${this.write(value)}` : variable;
      this.#scope.push(variable);
      return text;
    });
    const text = `var ${texts.join(', ')} in ${this.write(body)}`;
    this.#scope.length -= bindings.length;
    return text;
  }

  #call(at: number, args: readonly Expression[]): string {
    const { kind, rank, functions, arities } = this.#context;
    const callee = functions[at % functions.length];
    if (callee === undefined || kind === 'operator') return args[0] ? this.write(args[0]) : '7';
    const rest = this.#arguments(args, arities.get(callee)!);
    const call = (n: string) => `f${callee}(${[n, ...rest].join(', ')})`;
    if (kind === 'top level') return call(`${at % 4}`);
    return callee < rank && at < 8 ? call('n') : `if 0 < n then ${call('n - 1')} else ${at}`;
  }

  #arguments(args: readonly Expression[], count: number): string[] {
    return Array.from({ length: count }, (_, at) => {
      const argument = args[at];
      return argument ? this.write(argument) : (this.#variable(at) ?? '2');
    });
  }
}

function record<Kind extends string, Fields extends object>(
  kind: Kind,
  fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
): fc.Arbitrary<{ kind: Kind } & Fields> {
  return fc.record(fields).map((values) => ({ kind, ...(values as Fields) }));
}
