/**
 * Lowers one function from its syntax tree to SSA form; chapters 3 to 7 of LLVM's tutorial use
 * allocas instead. One loop visits the nodes in order of evaluation, with a stack of values;
 * nothing recurses. It looks up names, and so finds the semantic errors.
 */

import {
  type Block,
  FunctionBuilder,
  type FunctionType,
  type IRFunction,
  type Value,
  type Variable,
  Variables,
} from '../ir/index.ts';
import {
  endOf,
  type FunctionAST,
  identifierAt,
  kindOf,
  NodeKind,
  type Nodes,
  nodeCount,
  numberAt,
  type Operator,
  type OperatorTable,
  operatorOf,
  type Prototype,
  payloadOf,
  startOf,
} from '../language/index.ts';
import { DiagnosticError, finishSteps, type SourceFile, type Steps } from '../source/index.ts';
import type { KnownFunctions } from './hints.ts';
import { LoopWrites } from './loop-writes.ts';
import { SemanticErrors } from './semantic-errors.ts';

/** The functions and operators that a body may refer to. */
export interface LoweringContext extends KnownFunctions {
  readonly operators: OperatorTable;
  /** The function of this name; undefined if a call of it is a mistake. */
  calleeOf(name: string): Callee | undefined;
}

/** A function that bodies may call. */
export interface Callee {
  /** Undefined if the function was removed: calls of it fail when they run. */
  readonly type: FunctionType | undefined;
  /** Its declaration, if a program contains one. */
  readonly prototype: Prototype | undefined;
}

/** A lowered function, and the assumptions built into its code. */
export interface Lowered {
  readonly fn: IRFunction;
  /** Functions whose definition or removal makes this code wrong: `binary/`. */
  readonly assumptions: readonly string[];
}

/**
 * Lowers a function to IR of the same name. Linear in the size of the body.
 *
 * @throws DiagnosticError with every semantic error of the body: unknown names, wrong numbers of
 * arguments, assignments to expressions other than variables.
 */
export function lowerFunction(ast: FunctionAST, context: LoweringContext): Lowered {
  return finishSteps(lowerInSteps(ast, context));
}

/** Does the same in steps. Definitions must not change between them. */
export function* lowerInSteps(ast: FunctionAST, context: LoweringContext): Steps<Lowered> {
  return yield* new Lowering(ast, context).run();
}

/** Nodes lowered between pauses: a few milliseconds' work before V8 optimizes this code. */
const NODES_PER_STEP = 4096;

interface If {
  readonly kind: 'if';
  readonly ifFalse: Block;
  join: Block;
  thenValue: Value | undefined;
  thenEnd: Block | undefined;
}

interface For {
  readonly kind: 'for';
  readonly node: number;
  readonly header: Block;
  readonly variable: Variable;
  /** Its `endFor`, once that is reached; -1 before. */
  end: number;
}

class Lowering {
  readonly #ast: FunctionAST;
  readonly #nodes: Nodes;
  readonly #source: SourceFile;
  readonly #text: string;
  readonly #context: LoweringContext;
  readonly #builder: FunctionBuilder;
  readonly #variables: Variables;
  readonly #errors: SemanticErrors;
  readonly #assumptions: string[] = [];

  /** The stack of operands: their values, and the nodes that produced them. */
  readonly #values: Value[] = [];
  readonly #origins: number[] = [];
  readonly #control: (If | For)[] = [];

  /** The name of each variable. */
  readonly #names: string[] = [];
  /** Made for the first loop. */
  #loopWrites: LoopWrites | undefined;

  /** Variables in scope, and those that open declarations hide, innermost last. */
  readonly #scope = new Map<string, Variable>();
  readonly #hidden: [name: string, variable: Variable | undefined][] = [];

  constructor(ast: FunctionAST, context: LoweringContext) {
    this.#ast = ast;
    this.#nodes = ast.nodes;
    this.#source = ast.prototype.source;
    this.#text = this.#source.text;
    this.#context = context;
    this.#errors = new SemanticErrors(ast, context);
    this.#builder = new FunctionBuilder(ast.prototype.name, ast.prototype.parameters);
    this.#variables = new Variables(this.#builder);
  }

  *run(): Steps<Lowered> {
    this.#ast.prototype.parameters.forEach((parameter, position) => {
      this.#scope.set(parameter, this.#declare(parameter, this.#builder.param(position)));
    });
    const count = nodeCount(this.#nodes);
    let taken = 0;
    for (let node = 0; node < count; ) {
      node = this.#step(node);
      if (++taken % NODES_PER_STEP === 0) yield;
    }
    this.#builder.ret(this.#pop());
    if (!this.#errors.isEmpty) throw new DiagnosticError(this.#errors.take());
    this.#variables.finish();
    return { fn: this.#builder.finish(), assumptions: this.#assumptions };
  }

  /** Lowers one node and returns the next one to lower. */
  #step(node: number): number {
    const nodes = this.#nodes;
    switch (kindOf(nodes, node)) {
      case NodeKind.number:
        this.#push(this.#number(node), node);
        break;
      case NodeKind.variable:
        this.#push(this.#read(node), node);
        break;
      case NodeKind.target:
        this.#push(this.#builder.constant(0), node);
        break;
      case NodeKind.unary:
        this.#call(`unary${this.#context.operators.text(operatorOf(nodes, node))}`, 1, node);
        break;
      case NodeKind.binary:
        this.#binary(node);
        break;
      case NodeKind.call:
        this.#call(identifierAt(this.#text, startOf(nodes, node)), payloadOf(nodes, node), node);
        break;
      case NodeKind.then:
        this.#then();
        break;
      case NodeKind.else:
        this.#else();
        break;
      case NodeKind.endIf:
        this.#endIf(node);
        break;
      case NodeKind.bind:
        this.#bind(this.#name(node), this.#pop());
        break;
      case NodeKind.bindZero:
        this.#bind(this.#name(node), this.#builder.constant(0));
        break;
      case NodeKind.endVar:
        for (let i = payloadOf(nodes, node); i > 0; i--) this.#unbind();
        this.#push(this.#pop(), node);
        break;
      case NodeKind.for:
        return this.#for(node);
      case NodeKind.while:
        return this.#while();
      case NodeKind.body: // the step is on the stack; the condition comes next
        return (this.#control.at(-1) as For).node + 1;
      case NodeKind.endFor:
        return this.#endBody(node);
    }
    return node + 1;
  }

  #number(node: number): Value {
    const start = startOf(this.#nodes, node);
    return this.#builder.constant(numberAt(this.#text, start, endOf(this.#nodes, node)));
  }

  #read(node: number): Value {
    const variable = this.#variableAt(node);
    return variable === undefined ? this.#builder.constant(0) : this.#variables.read(variable);
  }

  #variableAt(node: number): Variable | undefined {
    const name = this.#name(node);
    const variable = this.#scope.get(name);
    if (variable === undefined) this.#errors.unknownVariable(node, this.#scope.keys());
    return variable;
  }

  #binary(node: number): void {
    const { operators } = this.#context;
    const operator = operatorOf(this.#nodes, node);
    switch (operator as number) {
      case EQUALS:
        this.#assign(node);
        break;
      case PLUS:
        this.#arithmetic('fadd', node);
        break;
      case MINUS:
        this.#arithmetic('fsub', node);
        break;
      case STAR:
        this.#arithmetic('fmul', node);
        break;
      case LESS: {
        const right = this.#pop();
        const less = this.#builder.fcmp('ult', this.#pop(), right);
        this.#push(this.#builder.emit('uitofp', less), node);
        break;
      }
      default:
        if (operator === SLASH && !this.#isDivisionUserDefined(operator)) {
          this.#arithmetic('fdiv', node);
        } else {
          this.#call(`binary${operators.text(operator)}`, 2, node);
        }
    }
  }

  #isDivisionUserDefined(slash: Operator): boolean {
    if (this.#assumptions.length === 0) this.#assumptions.push('binary/');
    if (!this.#context.operators.isUserBinary(slash)) return false;
    return this.#context.calleeOf('binary/')?.type !== undefined;
  }

  #arithmetic(op: 'fadd' | 'fsub' | 'fmul' | 'fdiv', node: number): void {
    const right = this.#pop();
    this.#push(this.#builder.emit(op, this.#pop(), right), node);
  }

  #assign(node: number): void {
    const value = this.#pop();
    const target = this.#origins.at(-1)!;
    this.#pop();
    if (kindOf(this.#nodes, target) === NodeKind.target) {
      const variable = this.#variableAt(target);
      if (variable !== undefined) this.#variables.write(variable, value);
    } else {
      this.#errors.notAssignable(node, target);
    }
    this.#push(value, node);
  }

  #call(callee: string, count: number, node: number): void {
    const values = this.#values;
    const operands = values.splice(values.length - count, count);
    this.#origins.length -= count;
    const known = this.#context.calleeOf(callee);
    if (known === undefined) {
      this.#errors.unknownFunction(node, callee, count, this.#scope.has(callee));
    } else if (known.type === undefined) {
      operands.length = 0; // the callee does not exist; calls of one name need one type
    } else if (known.type.parameters.length !== count) {
      this.#errors.wrongCount(node, callee, count, known.type, known.prototype);
    }
    this.#push(this.#builder.call(callee, operands, startOf(this.#nodes, node)), node);
  }

  #then(): void {
    const condition = this.#condition();
    const ifTrue = this.#builder.addBlock('then');
    const ifFalse = this.#builder.addBlock('else');
    this.#builder.condbr(condition, ifTrue, ifFalse);
    this.#variables.beginFirstArm();
    this.#builder.setBlock(ifTrue);
    this.#control.push({
      kind: 'if',
      ifFalse,
      join: ifFalse,
      thenValue: undefined,
      thenEnd: undefined,
    });
  }

  #else(): void {
    const branch = this.#control.at(-1) as If;
    branch.thenValue = this.#pop();
    branch.thenEnd = this.#builder.block;
    this.#variables.beginSecondArm();
    branch.join = this.#builder.addBlock('endif');
    this.#builder.br(branch.join);
    this.#builder.setBlock(branch.ifFalse);
  }

  #endIf(node: number): void {
    const { join, thenValue, thenEnd } = this.#control.pop() as If;
    const value = this.#pop();
    const elseEnd = this.#builder.block;
    this.#builder.br(join);
    this.#variables.endBranch(join);
    this.#push(this.#variables.merge(join, thenValue!, thenEnd!, value, elseEnd), node);
  }

  /** The start value is on the stack. The body comes next. */
  #for(node: number): number {
    const variable = this.#bind(this.#name(node), this.#pop());
    const preheader = this.#builder.block;
    const header = this.#builder.addBlock('loop');
    this.#builder.br(header);
    this.#builder.setBlock(header);
    this.#loopWrites ??= new LoopWrites(this.#nodes, this.#text);
    const writes = this.#loopWrites;
    this.#variables.beginLoop(header, preheader, (other) =>
      writes.mayWrite(node, this.#names[other]!),
    );
    this.#control.push({ kind: 'for', node, header, variable, end: -1 });
    return payloadOf(this.#nodes, node) + 1;
  }

  /** The value of the body is on the stack. The step comes next, or else the condition. */
  #endBody(node: number): number {
    const loop = this.#control.at(-1) as For;
    loop.end = node;
    this.#pop();
    const body = payloadOf(this.#nodes, loop.node);
    const condition = payloadOf(this.#nodes, body);
    if (condition + 1 < body) return condition + 1;
    this.#push(this.#builder.constant(1), node);
    return loop.node + 1;
  }

  /** Step and condition are on the stack. The code after the loop comes next. */
  #while(): number {
    const { header, variable, end } = this.#control.pop() as For;
    const continues = this.#pop();
    const next = this.#builder.emit('fadd', this.#variables.read(variable), this.#pop());
    this.#variables.write(variable, next);
    this.#push(continues, end);
    const condition = this.#condition();
    const after = this.#builder.addBlock('endfor');
    this.#builder.condbr(condition, header, after);
    this.#variables.endLoop();
    this.#builder.setBlock(after);
    this.#unbind();
    this.#push(this.#builder.constant(0), end);
    return end + 1;
  }

  /** A truth: the value on the stack is neither zero nor NaN. */
  #condition(): Value {
    return this.#builder.fcmp('one', this.#pop(), this.#builder.constant(0));
  }

  #bind(name: string, value: Value): Variable {
    const variable = this.#declare(name, value);
    this.#hidden.push([name, this.#scope.get(name)]);
    this.#scope.set(name, variable);
    return variable;
  }

  #declare(name: string, value: Value): Variable {
    this.#names.push(name);
    return this.#variables.declare(value);
  }

  #unbind(): void {
    const [name, variable] = this.#hidden.pop()!;
    if (variable === undefined) this.#scope.delete(name);
    else this.#scope.set(name, variable);
  }

  #push(value: Value, node: number): void {
    this.#values.push(value);
    this.#origins.push(node);
  }

  #pop(): Value {
    this.#origins.pop();
    return this.#values.pop()!; // the parser emits operands before their users
  }

  #name(node: number): string {
    return this.#text.slice(startOf(this.#nodes, node), endOf(this.#nodes, node));
  }
}

const LESS = '<'.charCodeAt(0);
const EQUALS = '='.charCodeAt(0);
const PLUS = '+'.charCodeAt(0);
const MINUS = '-'.charCodeAt(0);
const STAR = '*'.charCodeAt(0);
const SLASH = '/'.charCodeAt(0);
