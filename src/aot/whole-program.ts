/**
 * A program as one module, compiled ahead of time: every function by its own name, calls among
 * them direct, each optimized as its first call would.
 *
 * The expressions at top level become a function too, `top_level`, which evaluates them in order
 * and returns the value of the last. Nothing runs now, so names mean their last definitions; what
 * would mean something else when it runs is an error.
 */
import { externalsOf, FunctionBuilder, type IRFunction, type IRModule } from '../ir/index.ts';
import type { KaleidoscopeJIT } from '../kaleidoscope-jit.ts';
import { type FunctionAST, type Prototype, prototypeSpan } from '../language/index.ts';
import {
  type Diagnostic,
  DiagnosticError,
  error,
  note,
  orderDiagnostics,
  type SourceFile,
  warning,
} from '../source/index.ts';
import { changedMeanings, type ProgramItem } from './changed-meanings.ts';

/** The function that evaluates the expressions of a program, if it has any. */
export const TOP_LEVEL = 'top_level';

/** A function as others see it. Parameters have the names of the text. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** A program as one module of IR. */
export interface WholeProgram {
  readonly module: IRModule;
  /** What the module defines for others, in the order of the text; the rest of it is private. */
  readonly exported: readonly Signature[];
  /** What it calls and does not define. */
  readonly imported: readonly Signature[];
}

/** What became of a program. Without `program` there are errors. */
export interface CompiledProgram {
  readonly program: WholeProgram | undefined;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles a program to IR, and runs nothing of it. `jit` is a session of its own, whose options say
 * how functions are optimized. Cost: that of compiling every function once.
 *
 * @example
 * using jit = new KaleidoscopeJIT({ optimizationLevel: 3 });
 * const { program, diagnostics } = compileProgram(jit, [new SourceFile('area.ks', text)]);
 */
export function compileProgram(
  jit: KaleidoscopeJIT,
  sources: Iterable<SourceFile>,
): CompiledProgram {
  const parts = takeIn(jit, sources);
  const { asts, warnings } = latest(parts.definitions);
  const changes = changedMeanings(parts.items, jit.operators);
  const diagnostics = [...parts.diagnostics, ...warnings, ...changes, ...clashes(parts)];
  const lower = (ast: FunctionAST) => lowered(() => jit.lower(ast), diagnostics);
  const functions = asts.flatMap(lower);
  const expressions = parts.expressions.flatMap(lower);
  const ordered = orderDiagnostics(diagnostics, parts.sources);
  if (ordered.some(({ severity }) => severity === 'error'))
    return { program: undefined, diagnostics: ordered };

  const module = { functions: [...functions, ...topLevel(expressions)] };
  const exported = asts.map(({ prototype }): Signature => prototype);
  if (expressions.length > 0) exported.push({ name: TOP_LEVEL, parameters: [] });
  const imported = importsOf(module, parts.externs);
  return { program: { module, exported, imported }, diagnostics: ordered };
}

/** The definitions that count at the end of the program: of several of one name, the last. */
export function latest(definitions: readonly FunctionAST[]): {
  readonly asts: readonly FunctionAST[];
  readonly warnings: readonly Diagnostic[];
} {
  const last = new Map(definitions.map((ast) => [ast.prototype.name, ast]));
  const asts = definitions.filter((ast) => last.get(ast.prototype.name) === ast);
  const superseded = definitions.filter((ast) => last.get(ast.prototype.name) !== ast);
  const warnings = superseded.map(({ prototype }) => {
    const { prototype: other } = last.get(prototype.name)!; // it has one
    const reason = note(prototypeSpan(other), 'it is redefined here');
    return warning(prototypeSpan(prototype), `'${prototype.name}' is left out`, [reason]);
  });
  return { asts, warnings };
}

/** The items of a program, and what is wrong with them so far. */
interface Parts {
  readonly items: readonly ProgramItem[];
  readonly sources: readonly SourceFile[];
  readonly definitions: readonly FunctionAST[];
  readonly expressions: readonly FunctionAST[];
  readonly externs: readonly Prototype[];
  readonly diagnostics: readonly Diagnostic[];
}

function takeIn(jit: KaleidoscopeJIT, inputs: Iterable<SourceFile>): Parts {
  const items: ProgramItem[] = [];
  const sources: SourceFile[] = [];
  const definitions: FunctionAST[] = [];
  const expressions: FunctionAST[] = [];
  const externs: Prototype[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const source of inputs) {
    sources.push(source);
    for (const item of jit.declare(source)) {
      if (item.kind !== 'diagnostic') items.push(item);
      if (item.kind === 'diagnostic') diagnostics.push(item.diagnostic);
      else if (item.kind === 'extern') externs.push(item.prototype);
      else if (item.kind === 'definition') definitions.push(item.ast);
      else {
        // An expression can use what stands before it: that is checked here, and compiled later.
        const { ast } = item;
        expressions.push(...lowered(() => jit.lower(ast, false), diagnostics).map(() => ast));
      }
    }
  }
  return { items, sources, definitions, expressions, externs, diagnostics };
}

/** A function's IR; nothing, and diagnostics, if it is wrong. */
function lowered(lower: () => IRModule, diagnostics: Diagnostic[]): readonly IRFunction[] {
  try {
    return lower().functions;
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticError)) throw thrown;
    diagnostics.push(...thrown.diagnostics);
    return [];
  }
}

/** A program with expressions cannot mean something else by `top_level`. */
function clashes({ definitions, externs, expressions }: Parts): Diagnostic[] {
  const [first] = expressions;
  if (first === undefined) return [];
  const prototypes = [...definitions.map(({ prototype }) => prototype), ...externs];
  const reason = note(prototypeSpan(first.prototype), 'the first of them is here');
  const message = `'${TOP_LEVEL}' is the name of the function that evaluates the program's expressions`;
  return prototypes
    .filter(({ name }) => name === TOP_LEVEL)
    .map((prototype) => error(prototypeSpan(prototype), message, [reason]));
}

/** Evaluates each expression and returns the last one's value. No name of a program has a dot. */
function topLevel(expressions: readonly IRFunction[]): IRFunction[] {
  if (expressions.length < 2) return expressions.map((fn) => ({ ...fn, name: TOP_LEVEL }));
  const parts = expressions.map((fn, i) => ({ ...fn, name: `${TOP_LEVEL}.${i + 1}` }));
  const builder = new FunctionBuilder(TOP_LEVEL, []);
  const values = parts.map(({ name }) => builder.call(name, []));
  builder.ret(values.at(-1)!); // there are two or more
  return [builder.finish(), ...parts];
}

/** With the names of parameters where an `extern` gives them. */
function importsOf(module: IRModule, externs: readonly Prototype[]): Signature[] {
  const prototypes = new Map(externs.map((prototype) => [prototype.name, prototype]));
  return Array.from(externalsOf(module), ([name, type]) => {
    const parameters = prototypes.get(name)?.parameters;
    const unnamed = type.parameters.map((_, i) => `x${i + 1}`);
    return { name, parameters: parameters?.length === unnamed.length ? parameters : unnamed };
  });
}
