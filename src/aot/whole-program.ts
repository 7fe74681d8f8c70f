/**
 * Compiles a program to one module of IR, ahead of time. Every function keeps its name, calls among
 * them are direct, and each is optimized as on its first call in a session.
 *
 * The expressions at top level become a function too, `top_level`, which evaluates them in order
 * and returns the value of the last. Names mean their last definitions, because nothing runs during
 * compilation; an expression that a session would evaluate with an earlier one is an error.
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

/** Name of the function that evaluates the expressions of a program, if it has any. */
export const TOP_LEVEL = 'top_level';

/** Name and parameters of a function, as in the text. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** A program as one module of IR. */
export interface WholeProgram {
  readonly module: IRModule;
  /** Functions that the module exports, in the order of the text; the others are private. */
  readonly exported: readonly Signature[];
  /** Functions that it calls and does not define. */
  readonly imported: readonly Signature[];
}

/** The result of compiling a program. If `program` is undefined, there are errors. */
export interface CompiledProgram {
  readonly program: WholeProgram | undefined;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles a program to IR without running it. `jit` is a session for this program alone; its
 * options say how to optimize functions. Cost: compiling every function once.
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

/** The definitions that are valid at the end of the program: for each name the last one. */
export function latest(definitions: readonly FunctionAST[]): {
  readonly asts: readonly FunctionAST[];
  readonly warnings: readonly Diagnostic[];
} {
  const last = new Map(definitions.map((ast) => [ast.prototype.name, ast]));
  const asts = definitions.filter((ast) => last.get(ast.prototype.name) === ast);
  const superseded = definitions.filter((ast) => last.get(ast.prototype.name) !== ast);
  const warnings = superseded.map(({ prototype }) => {
    const { prototype: other } = last.get(prototype.name)!; // each name has a last definition
    const reason = note(prototypeSpan(other), 'it is redefined here');
    return warning(prototypeSpan(prototype), `'${prototype.name}' is left out`, [reason]);
  });
  return { asts, warnings };
}

/** The items of a program, and the diagnostics so far. */
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
        // Check the expression here: it may use only the definitions before it. Compile it later.
        const { ast } = item;
        expressions.push(...lowered(() => jit.lower(ast, false), diagnostics).map(() => ast));
      }
    }
  }
  return { items, sources, definitions, expressions, externs, diagnostics };
}

/** Returns a function's IR; if it has mistakes, none, and adds their diagnostics. */
function lowered(lower: () => IRModule, diagnostics: Diagnostic[]): readonly IRFunction[] {
  try {
    return lower().functions;
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticError)) throw thrown;
    diagnostics.push(...thrown.diagnostics);
    return [];
  }
}

/** Errors for prototypes named `top_level` in a program with expressions. */
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

/** `top_level`, and its parts, whose names have a dot, which no name of a program has. */
function topLevel(expressions: readonly IRFunction[]): IRFunction[] {
  if (expressions.length < 2) return expressions.map((fn) => ({ ...fn, name: TOP_LEVEL }));
  const parts = expressions.map((fn, i) => ({ ...fn, name: `${TOP_LEVEL}.${i + 1}` }));
  const builder = new FunctionBuilder(TOP_LEVEL, []);
  const values = parts.map(({ name }) => builder.call(name, []));
  builder.ret(values.at(-1)!); // there are two or more
  return [builder.finish(), ...parts];
}

/** The external functions of a module, with the parameter names of their `extern`, if any. */
function importsOf(module: IRModule, externs: readonly Prototype[]): Signature[] {
  const prototypes = new Map(externs.map((prototype) => [prototype.name, prototype]));
  return Array.from(externalsOf(module), ([name, type]) => {
    const parameters = prototypes.get(name)?.parameters;
    const unnamed = type.parameters.map((_, i) => `x${i + 1}`);
    return { name, parameters: parameters?.length === unnamed.length ? parameters : unnamed };
  });
}
