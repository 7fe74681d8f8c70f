/**
 * Collects the semantic errors of one body: unknown names, wrong numbers of arguments, assignments
 * to expressions other than variables. Most have help. An unknown name is one error with several
 * places.
 */
import type { FunctionType } from '../ir/index.ts';
import {
  ANONYMOUS,
  endOf,
  type FunctionAST,
  identifierAt,
  kindOf,
  NodeKind,
  nodeCount,
  type Prototype,
  prototypeSpan,
  startOf,
} from '../language/index.ts';
import { type Diagnostic, error, note, quote, type Span, shorten } from '../source/index.ts';
import {
  exampleCall,
  functionHint,
  type KnownFunctions,
  signatureOf,
  variableHint,
} from './hints.ts';

interface Mistake {
  readonly diagnostic: Diagnostic;
  /** Further places of a mistake with one cause. */
  readonly alsoAt?: Span[];
}

export class SemanticErrors {
  readonly #ast: FunctionAST;
  readonly #functions: KnownFunctions;
  readonly #mistakes = new Map<string, Mistake>();
  /** The nodes that declare variables, by name. Made for the first name that is not in scope. */
  #declarations: ReadonlyMap<string, readonly number[]> | undefined;
  #hasScopeHint = false;

  constructor(ast: FunctionAST, functions: KnownFunctions) {
    this.#ast = ast;
    this.#functions = functions;
  }

  get isEmpty(): boolean {
    return this.#mistakes.size === 0;
  }

  /** All errors in the order of the text. */
  take(): Diagnostic[] {
    return [...this.#mistakes.values()]
      .map(({ diagnostic, alsoAt }) => ({ ...diagnostic, ...(alsoAt && { alsoAt }) }))
      .sort((a, b) => a.span.start - b.span.start);
  }

  /** Reports a variable that is read or assigned to, but not in scope. */
  unknownVariable(node: number, inScope: Iterable<string>): void {
    const name = this.#text(node);
    this.#add(`variable ${name}`, node, (span) => {
      const prototype = this.#functions.prototypeOf(name);
      const outside = this.#outOfScope(node, name);
      if (outside !== undefined) return error(span, `unknown variable ${quote(name)}`, [outside]);
      const isTarget = kindOf(this.#ast.nodes, node) === NodeKind.target;
      if (prototype !== undefined) {
        const help = isTarget ? undefined : `call it: ${exampleCall(prototype)}`;
        return error(
          span,
          `${quote(name)} is a function, not a variable`,
          declaredHere(prototype),
          help,
        );
      }
      const help =
        variableHint(name, inScope, this.#functions) ??
        this.#globalHint(node, name) ??
        this.#scopeHint(name, isTarget);
      return error(span, `unknown variable ${quote(name)}`, [], help);
    });
  }

  /** Reports a call of a function that is neither defined nor declared. */
  unknownFunction(node: number, callee: string, count: number, isVariable: boolean): void {
    this.#add(`function ${callee}`, node, (span) => {
      if (isVariable) {
        const help = count === 1 ? `to multiply, write \`${shorten(callee)} * (…)\`` : undefined;
        return error(span, `${quote(callee)} is a variable, not a function`, [], help);
      }
      const help = functionHint(callee, count, this.#functions);
      return error(span, `unknown function ${quote(callee)}`, [], help);
    });
  }

  /** Reports a call with `count` arguments of a function of this type. */
  wrongCount(
    node: number,
    callee: string,
    count: number,
    type: FunctionType,
    prototype: Prototype | undefined,
  ): void {
    const message = `${quote(callee)} takes ${argumentsText(type.parameters.length)}, but ${count} ${count === 1 ? 'is' : 'are'} given`;
    const notes = prototype === undefined ? [] : declaredHere(prototype);
    const help = prototype && missing(prototype.parameters.slice(count));
    this.#addOne(error(this.#span(node), message, notes, help));
  }

  /** Reports an assignment to an expression other than a variable. */
  notAssignable(node: number, target: number): void {
    const { nodes } = this.#ast;
    const start = startOf(nodes, target);
    const isCall = kindOf(nodes, target) === NodeKind.call;
    // In `f(x) = x * 2` the author means to define `f` and `x`, so they are not reported.
    if (isCall) this.#forgetBetween(start, endOf(nodes, node));
    const name = shorten(identifierAt(this.#ast.prototype.source.text, start));
    const help = isCall
      ? `to define a function, write \`def ${name}(…) …\`, without '='`
      : undefined;
    const message = "the left side of '=' must be a variable";
    this.#addOne(error(this.#span(target), message, [], help));
  }

  #addOne(diagnostic: Diagnostic): void {
    this.#mistakes.set(`at ${diagnostic.span.start} ${diagnostic.span.end}`, { diagnostic });
  }

  /** Adds a mistake, or one more place to a known one. */
  #add(mistake: string, node: number, describe: (span: Span) => Diagnostic): void {
    const span = this.#span(node);
    const known = this.#mistakes.get(mistake);
    if (known !== undefined) known.alsoAt?.push(span);
    else this.#mistakes.set(mistake, { diagnostic: describe(span), alsoAt: [] });
  }

  #span(node: number): Span {
    const { nodes, prototype } = this.#ast;
    return { source: prototype.source, start: startOf(nodes, node), end: endOf(nodes, node) };
  }

  #forgetBetween(start: number, end: number): void {
    for (const [mistake, { diagnostic }] of this.#mistakes) {
      const { span } = diagnostic;
      if (span.start >= start && span.end <= end) this.#mistakes.delete(mistake);
    }
  }

  /** A note at the declaration of a variable that is not in scope at a node. */
  #outOfScope(node: number, name: string): Diagnostic | undefined {
    this.#declarations ??= declarationsIn(this.#ast);
    const declarations = this.#declarations.get(name);
    if (declarations === undefined) return undefined;
    const { nodes } = this.#ast;
    const before = declarations.findLast((each) => each < node);
    const declaration = before ?? declarations[0]!; // there is one where there is a list
    const keyword = kindOf(nodes, declaration) === NodeKind.for ? 'for' : 'var';
    const where =
      before === undefined ? 'declared only here' : `known only inside of this '${keyword}'`;
    return note(this.#span(declaration), `${quote(name)} is ${where}`);
  }

  /** Help on keeping a value, for a top-level expression that assigns to `node`. */
  #globalHint(node: number, name: string): string | undefined {
    const { nodes, prototype } = this.#ast;
    const root = nodeCount(nodes) - 1;
    const isAssigned = kindOf(nodes, node) === NodeKind.target;
    if (
      prototype.name !== ANONYMOUS ||
      !isAssigned ||
      startOf(nodes, root) !== startOf(nodes, node)
    )
      return undefined;
    const value = prototype.source.text.slice(startOf(nodes, root - 1), endOf(nodes, root));
    const f = shorten(name);
    return `there are no global variables: define a function, \`def ${f}() ${shorten(value)}\`, and call it: \`${f}()\``;
  }

  /** Help for an assignment, or once per body for a read, where it is the same for every name. */
  #scopeHint(name: string, isTarget: boolean): string | undefined {
    const binding = `\`var ${shorten(name)} = … in …\``;
    if (isTarget) return `declare it: ${binding}`;
    if (this.#ast.prototype.name !== ANONYMOUS || this.#hasScopeHint) return undefined;
    this.#hasScopeHint = true;
    return `there are no global variables: write ${binding}, or define a function`;
  }

  #text(node: number): string {
    const { nodes, prototype } = this.#ast;
    return prototype.source.text.slice(startOf(nodes, node), endOf(nodes, node));
  }
}

function declarationsIn({ nodes, prototype }: FunctionAST): ReadonlyMap<string, readonly number[]> {
  const declarations = new Map<string, number[]>();
  for (let node = 0; node < nodeCount(nodes); node++) {
    const kind = kindOf(nodes, node);
    if (kind !== NodeKind.bind && kind !== NodeKind.bindZero && kind !== NodeKind.for) continue;
    const name = prototype.source.text.slice(startOf(nodes, node), endOf(nodes, node));
    const others = declarations.get(name);
    if (others === undefined) declarations.set(name, [node]);
    else others.push(node);
  }
  return declarations;
}

function declaredHere(prototype: Prototype): Diagnostic[] {
  return [note(prototypeSpan(prototype), `declared here: ${signatureOf(prototype)}`)];
}

function argumentsText(count: number): string {
  return `${count} argument${count === 1 ? '' : 's'}`;
}

/** Names up to three missing arguments; undefined for more. */
function missing(parameters: readonly string[]): string | undefined {
  const names = parameters.map(quote);
  if (names.length === 0 || names.length > 3) return undefined;
  const last = names.pop()!; // not empty
  if (names.length === 0) return `the argument for ${last} is missing`;
  return `the arguments for ${names.join(', ')} and ${last} are missing`;
}
