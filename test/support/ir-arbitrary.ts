/**
 * Random IR for property tests: expressions, branches, loops, early returns, dead code, calls.
 * Every function verifies and ends soon; a failure shows the function as text.
 *
 * No result depends on the sign of a NaN, which IEEE 754 leaves open.
 */
import * as fc from 'fast-check';
import {
  functionOfDoubles,
  type IRFunction,
  type IRModule,
  predicates,
  printModule,
} from '../../src/ir/index.ts';
import {
  type BinaryOp,
  buildProgram,
  type Callee,
  type Condition,
  type Expression,
  type Program,
  type Statement,
  type UnaryOp,
} from './ir-program.ts';

export type { Callee } from './ir-program.ts';

export interface FunctionOptions {
  readonly name?: string;
  /** At most six. */
  readonly maxArity?: number;
  /** The functions that it may call. Default: `hostCallees`. */
  readonly callees?: readonly Callee[];
  /** Whether there may be loops with two entries. Default: false. */
  readonly irreducible?: boolean;
}

/** The default callees of random functions; `HostLog` implements them. */
export const hostCallees: readonly Callee[] = [
  { name: 'observe', type: functionOfDoubles(1) },
  { name: 'fmod', type: functionOfDoubles(2) },
  { name: 'nine', type: functionOfDoubles(0) },
];

/** The host of random functions. Records calls of `observe`, so that tests compare their order. */
export class HostLog {
  readonly observed: number[] = [];

  readonly call = (name: string, args: readonly number[]): number => {
    switch (name) {
      case 'observe':
        this.observed.push(args[0]!);
        return args[0]! / 2;
      case 'fmod':
        return args[0]! % args[1]!;
      case 'nine':
        return 9;
      default:
        throw new Error(`undefined function ${name}`);
    }
  };
}

/** Doubles of all sizes; special values are frequent. */
export const arbitraryDouble: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 3, 0.5, -2.5, 10, 100),
  fc.constantFrom(-0, NaN, Infinity, -Infinity, 5e-324, 2 ** -1022, Number.MAX_VALUE, 0.1),
  fc.constantFrom(2 ** 52 + 1, 2 ** 52 - 0.5, -(2 ** 53), 0.49999999999999994, 1e15, 123456.125),
  fc.integer({ min: -20, max: 20 }),
  fc.double(),
);

/** Arguments for a function of the given arity. */
export function arbitraryArguments(arity: number): fc.Arbitrary<number[]> {
  return fc.array(arbitraryDouble, { minLength: arity, maxLength: arity });
}

/** Random functions. */
export function arbitraryFunction(options: FunctionOptions = {}): fc.Arbitrary<IRFunction> {
  return arbitraryProgram(options).map((program) => {
    const fn = buildProgram(program);
    showAsText(fn, { functions: [fn] });
    return fn;
  });
}

/**
 * Random modules of functions `leaf0`, `leaf1`, … that call the host, and `root0`, … that also
 * call them, so that a call tree has two levels.
 */
export function arbitraryModule(
  options: Omit<FunctionOptions, 'name'> = {},
): fc.Arbitrary<IRModule> {
  const { callees = hostCallees } = options;
  const several = (prefix: string, called: readonly Callee[]) =>
    fc
      .array(fc.constant(undefined), { minLength: 1, maxLength: 3 })
      .chain((slots) =>
        fc.tuple(
          ...slots.map((_, at) =>
            arbitraryFunction({ ...options, name: `${prefix}${at}`, callees: called }),
          ),
        ),
      );
  return several('leaf', callees).chain((leaves) =>
    several('root', [...leaves, ...callees]).map((roots) => {
      const module = { functions: [...leaves, ...roots] };
      showAsText(module, module);
      return module;
    }),
  );
}

/** Makes fast-check show `value` as the text of a module. */
function showAsText(value: object, module: IRModule): void {
  Object.defineProperty(value, fc.toStringMethod, {
    value: () => printModule(module),
    enumerable: false,
    configurable: true,
  });
}

const index = fc.nat({ max: 7 });
const times = fc.integer({ min: 0, max: 4 });
const always = fc.constant<Condition>({ kind: 'truth', value: true });

const { expression, condition } = fc.letrec<{ expression: Expression; condition: Condition }>(
  (tie) => ({
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'expression', withCrossShrink: true },
      { weight: 2, arbitrary: record('variable', { index }) },
      { weight: 1, arbitrary: record('constant', { value: arbitraryDouble }) },
      {
        weight: 2,
        arbitrary: record('unary', {
          op: fc.constantFrom<UnaryOp>(
            ...(['fneg', 'sqrt', 'floor', 'ceil', 'trunc', 'nearbyint', 'fabs'] as const),
          ),
          a: tie('expression'),
        }),
      },
      {
        weight: 4,
        arbitrary: record('binary', {
          op: fc.constantFrom<BinaryOp>(
            ...(['fadd', 'fsub', 'fmul', 'fdiv', 'copysign', 'minimum', 'maximum'] as const),
          ),
          a: tie('expression'),
          b: tie('expression'),
        }),
      },
      {
        weight: 1,
        arbitrary: record('select', {
          if: tie('condition'),
          a: tie('expression'),
          b: tie('expression'),
        }),
      },
      { weight: 1, arbitrary: record('uitofp', { a: tie('condition') }) },
      {
        weight: 1,
        arbitrary: record('call', {
          callee: index,
          args: fc.array(tie('expression'), { maxLength: 2 }),
        }),
      },
    ),
    condition: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'expression', withCrossShrink: true },
      { weight: 1, arbitrary: record('flag', { index }) },
      { weight: 1, arbitrary: record('truth', { value: fc.boolean() }) },
      {
        weight: 4,
        arbitrary: record('fcmp', {
          is: fc.constantFrom(...predicates),
          a: tie('expression'),
          b: tie('expression'),
        }),
      },
      {
        weight: 1,
        arbitrary: record('logic', {
          op: fc.constantFrom('and' as const, 'or' as const, 'xor' as const),
          a: tie('condition'),
          b: tie('condition'),
        }),
      },
      {
        weight: 1,
        arbitrary: record('select', {
          if: tie('condition'),
          a: tie('condition'),
          b: tie('condition'),
        }),
      },
    ),
  }),
);

const { statements: reducible } = statementArbitraries(false);
const { statements: irreducible } = statementArbitraries(true);

function statementArbitraries(tangles: boolean) {
  return fc.letrec<{ statement: Statement; statements: Statement[]; body: Statement[] }>((tie) => ({
    statement: fc.oneof(
      { maxDepth: 3, depthIdentifier: `statement ${tangles}`, withCrossShrink: true },
      { weight: 4, arbitrary: record('assign', { index, value: expression }) },
      { weight: 1, arbitrary: record('mark', { index, value: condition }) },
      { weight: 2, arbitrary: record('swap', { index, other: index }) },
      { weight: 1, arbitrary: record('drop', { value: expression }) },
      { weight: 1, arbitrary: record('return', { if: condition, value: expression }) },
      {
        weight: 2,
        arbitrary: record('branch', {
          if: condition,
          yes: tie('body'),
          no: tie('statements'),
        }),
      },
      {
        weight: 3,
        arbitrary: record('loop', {
          test: fc.constantFrom('before' as const, 'after' as const),
          times,
          while: fc.oneof(always, condition),
          body: tie('body'),
        }),
      },
      {
        weight: tangles ? 2 : 0,
        arbitrary: record('tangle', {
          if: condition,
          times,
          left: tie('body'),
          right: tie('body'),
        }),
      },
    ),
    statements: fc.array(tie('statement'), { maxLength: 4 }),
    body: fc.array(tie('statement'), { minLength: 1, maxLength: 4 }),
  }));
}

/** Some are also labels, need quotes, or look like numbers. */
const parameterNames = ['x', 'y', 'then', 'a b', '0', 'é"\\'];

function arbitraryProgram(options: FunctionOptions): fc.Arbitrary<Program> {
  const { name = 'f', maxArity = 3, callees = hostCallees } = options;
  return fc.record({
    name: fc.constant(name),
    parameters: fc.uniqueArray(fc.constantFrom(...parameterNames), { maxLength: maxArity }),
    callees: fc.constant(callees),
    redundantPhis: fc.boolean(),
    body: options.irreducible === true ? irreducible : reducible,
    result: expression,
    revealing: fc.boolean(),
  });
}

function record<Kind extends string, Fields extends object>(
  kind: Kind,
  fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
): fc.Arbitrary<{ kind: Kind } & Fields> {
  return fc.record(fields).map((values) => ({ kind, ...(values as Fields) }));
}
