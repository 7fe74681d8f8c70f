/**
 * Small structured programs and their translation to IR, for random functions. A tree shrinks well,
 * and from every tree comes a function that verifies and ends.
 */
import {
  addConstant,
  type Block,
  FunctionBuilder,
  type FunctionType,
  type IRFunction,
  instructionOf,
  type Predicate,
  type Value,
} from '../../src/ir/index.ts';

export type UnaryOp = 'fneg' | 'sqrt' | 'floor' | 'ceil' | 'trunc' | 'nearbyint' | 'fabs';
export type BinaryOp = 'fadd' | 'fsub' | 'fmul' | 'fdiv' | 'copysign' | 'minimum' | 'maximum';

/** An expression of type `double`. Indices of variables and callees wrap around. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'unary'; readonly op: UnaryOp; readonly a: Expression }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOp;
      readonly a: Expression;
      readonly b: Expression;
    }
  | {
      readonly kind: 'select';
      readonly if: Condition;
      readonly a: Expression;
      readonly b: Expression;
    }
  | { readonly kind: 'uitofp'; readonly a: Condition }
  | { readonly kind: 'call'; readonly callee: number; readonly args: readonly Expression[] };

/** An expression of type `i1`. */
export type Condition =
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'flag'; readonly index: number }
  | {
      readonly kind: 'fcmp';
      readonly is: Predicate;
      readonly a: Expression;
      readonly b: Expression;
    }
  | {
      readonly kind: 'logic';
      readonly op: 'and' | 'or' | 'xor';
      readonly a: Condition;
      readonly b: Condition;
    }
  | {
      readonly kind: 'select';
      readonly if: Condition;
      readonly a: Condition;
      readonly b: Condition;
    };

export type Statement =
  | { readonly kind: 'assign'; readonly index: number; readonly value: Expression }
  | { readonly kind: 'mark'; readonly index: number; readonly value: Condition }
  | { readonly kind: 'swap'; readonly index: number; readonly other: number }
  | { readonly kind: 'drop'; readonly value: Expression }
  | { readonly kind: 'return'; readonly if: Condition; readonly value: Expression }
  | {
      readonly kind: 'branch';
      readonly if: Condition;
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
    }
  | {
      readonly kind: 'loop';
      /** The place of the test: a loop that tests before its body may run no times. */
      readonly test: 'before' | 'after';
      readonly times: number;
      readonly while: Condition;
      readonly body: readonly Statement[];
    }
  /** A loop of two bodies with an entry at each: irreducible. */
  | {
      readonly kind: 'tangle';
      readonly if: Condition;
      readonly times: number;
      readonly left: readonly Statement[];
      readonly right: readonly Statement[];
    };

/** A function that can be called. */
export interface Callee {
  readonly name: string;
  readonly type: FunctionType;
}

export interface Program {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly callees: readonly Callee[];
  /** Whether merges also get phis for unchanged variables. */
  readonly redundantPhis: boolean;
  readonly body: readonly Statement[];
  readonly result: Expression;
  /** Whether the result depends on all variables at the end, so that it reveals a wrong one. */
  readonly revealing: boolean;
}

/** Translates a program to SSA form. */
export function buildProgram(program: Program): IRFunction {
  return new ProgramBuilder(program).run();
}

class ProgramBuilder {
  readonly #program: Program;
  readonly #builder: FunctionBuilder;
  readonly #truths = new Map<boolean, Value>();
  /** The current values of the variables (the parameters, and two more), then of two flags. */
  #state: Value[];
  readonly #variables: number;

  constructor(program: Program) {
    this.#program = program;
    this.#builder = new FunctionBuilder(program.name, program.parameters);
    const parameters = program.parameters.map((_, position) => this.#builder.param(position));
    this.#variables = parameters.length + 2;
    const doubles = [this.#builder.constant(0), this.#builder.constant(1)];
    this.#state = [...parameters, ...doubles, this.#truth(false), this.#truth(true)];
  }

  run(): IRFunction {
    this.#statements(this.#program.body);
    let result = this.#expression(this.#program.result);
    if (this.#program.revealing) {
      for (const variable of this.#state.slice(0, this.#variables)) {
        result = this.#mix(result, variable);
      }
    }
    this.#builder.ret(result);
    return this.#builder.finish();
  }

  /** A number that depends on both. A large value or NaN counts as 1, lest it swallow the other. */
  #mix(a: Value, b: Value): Value {
    const [x, y] = [this.#small(a), this.#small(b)];
    return this.#builder.emit(
      'fadd',
      this.#builder.emit('fmul', x, this.#builder.constant(1.5)),
      y,
    );
  }

  #small(value: Value): Value {
    const magnitude = this.#builder.emit('fabs', value);
    const isSmall = this.#builder.fcmp('olt', magnitude, this.#builder.constant(1e6));
    return this.#builder.emit('select', isSmall, value, this.#builder.constant(1));
  }

  #statements(statements: readonly Statement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case 'assign':
        this.#state[statement.index % this.#variables] = this.#expression(statement.value);
        break;
      case 'mark':
        this.#state[this.#variables + (statement.index % 2)] = this.#condition(statement.value);
        break;
      case 'swap': {
        const [a, b] = [statement.index % this.#variables, statement.other % this.#variables];
        [this.#state[a], this.#state[b]] = [this.#state[b]!, this.#state[a]!];
        break;
      }
      case 'drop':
        this.#expression(statement.value);
        break;
      case 'return': {
        const early = this.#builder.addBlock('early');
        const next = this.#builder.addBlock('next');
        this.#builder.condbr(this.#condition(statement.if), early, next);
        this.#builder.setBlock(early);
        this.#builder.ret(this.#expression(statement.value));
        this.#builder.setBlock(next);
        break;
      }
      case 'branch':
        this.#branch(statement);
        break;
      case 'loop':
        this.#loop(statement);
        break;
      case 'tangle':
        this.#tangle(statement);
        break;
    }
  }

  /** Where `no` is empty, the edge past `then` is critical. */
  #branch(statement: Statement & { kind: 'branch' }): void {
    const condition = this.#condition(statement.if);
    const before = { state: this.#state, block: this.#builder.block };
    const then = this.#builder.addBlock('then');
    const merge = this.#builder.addBlock('merge');
    const otherwise = statement.no.length > 0 ? this.#builder.addBlock('else') : merge;
    this.#builder.condbr(condition, then, otherwise);
    const arms = [this.#arm(then, statement.yes, before.state, merge)];
    arms.push(
      otherwise === merge ? before : this.#arm(otherwise, statement.no, before.state, merge),
    );
    this.#builder.setBlock(merge);
    this.#state = before.state.map((_, at) => {
      const values = arms.map(({ state }) => state[at]!);
      if (values[0] === values[1] && !this.#program.redundantPhis) return values[0]!;
      const phi = this.#phi(merge, values[0]!);
      arms.forEach(({ state, block }) => {
        this.#addIncoming(phi, state[at]!, block);
      });
      return phi;
    });
  }

  #arm(block: Block, body: readonly Statement[], state: Value[], target: Block) {
    this.#state = [...state];
    this.#builder.setBlock(block);
    this.#statements(body);
    const end = { state: this.#state, block: this.#builder.block };
    this.#builder.br(target);
    return end;
  }

  #loop({ test, times, while: condition, body }: Statement & { kind: 'loop' }): void {
    const header = this.#builder.addBlock('loop');
    const exit = this.#builder.addBlock('exit');
    const phis = this.#enter(header, [...this.#state, this.#builder.constant(0)]);
    this.#builder.br(header);
    this.#begin(header, phis);
    const counter = phis.at(-1)!;
    if (test === 'before') {
      const inside = this.#builder.addBlock('body');
      this.#builder.condbr(this.#goesOn(counter, times, condition), inside, exit);
      const state = this.#state;
      this.#builder.setBlock(inside);
      this.#state = [...state];
      this.#statements(body);
      this.#close(phis, this.#next(counter));
      this.#builder.br(header);
      this.#state = state;
    } else {
      this.#statements(body);
      const next = this.#next(counter);
      const again = this.#goesOn(next, times, condition);
      this.#close(phis, next);
      this.#builder.condbr(again, header, exit);
    }
    this.#builder.setBlock(exit);
  }

  #tangle({ if: condition, times, left, right }: Statement & { kind: 'tangle' }): void {
    const leftBlock = this.#builder.addBlock('left');
    const rightBlock = this.#builder.addBlock('right');
    const exit = this.#builder.addBlock('exit');
    const value = this.#condition(condition);
    const entering = [...this.#state, this.#builder.constant(0)];
    const leftPhis = this.#enter(leftBlock, entering);
    const rightPhis = this.#enter(rightBlock, entering);
    this.#builder.condbr(value, leftBlock, rightBlock);
    this.#begin(leftBlock, leftPhis);
    this.#statements(left);
    this.#close(rightPhis, leftPhis.at(-1)!);
    this.#builder.br(rightBlock);
    this.#begin(rightBlock, rightPhis);
    this.#statements(right);
    const next = this.#next(rightPhis.at(-1)!);
    this.#close(leftPhis, next);
    const again = this.#builder.fcmp('olt', next, this.#builder.constant(times));
    this.#builder.condbr(again, leftBlock, exit);
    this.#builder.setBlock(exit);
  }

  /** Phis in `block` for `values`, which come from the current block. */
  #enter(block: Block, values: readonly Value[]): Value[] {
    return values.map((value) => {
      const phi = this.#phi(block, value);
      this.#addIncoming(phi, value, this.#builder.block);
      return phi;
    });
  }

  /** Goes to `block`; the last phi counts, the others are the state. */
  #begin(block: Block, phis: readonly Value[]): void {
    this.#builder.setBlock(block);
    this.#state = phis.slice(0, -1);
  }

  /** Adds the state and the counter at the end of the current block to phis. */
  #close(phis: readonly Value[], counter: Value): void {
    phis.forEach((phi, at) => {
      this.#addIncoming(phi, this.#state[at] ?? counter, this.#builder.block);
    });
  }

  #next(counter: Value): Value {
    return this.#builder.emit('fadd', counter, this.#builder.constant(1));
  }

  #goesOn(counter: Value, times: number, condition: Condition): Value {
    const bound = this.#builder.fcmp('olt', counter, this.#builder.constant(times));
    return this.#builder.emit('and', bound, this.#condition(condition));
  }

  #phi(block: Block, like: Value): Value {
    return this.#builder.phi(block, instructionOf(this.#builder.fn, like).type);
  }

  #addIncoming(phi: Value, value: Value, from: Block): void {
    const { operands, blocks } = instructionOf(this.#builder.fn, phi);
    operands.push(value);
    blocks.push(from);
  }

  #expression(expression: Expression): Value {
    switch (expression.kind) {
      case 'constant':
        return this.#builder.constant(expression.value);
      case 'variable':
        return this.#state[expression.index % this.#variables]!;
      case 'unary':
        return this.#builder.emit(expression.op, this.#expression(expression.a));
      case 'binary': {
        const a = this.#expression(expression.a);
        const b = this.#expression(expression.b);
        return this.#builder.emit(
          expression.op,
          a,
          expression.op === 'copysign' ? this.#number(b) : b,
        );
      }
      case 'select':
        return this.#builder.emit(
          'select',
          this.#condition(expression.if),
          this.#expression(expression.a),
          this.#expression(expression.b),
        );
      case 'uitofp':
        return this.#builder.emit('uitofp', this.#condition(expression.a));
      case 'call': {
        const { name, type } =
          this.#program.callees[expression.callee % this.#program.callees.length]!;
        const args = type.parameters.map((_, at) =>
          this.#expression(expression.args[at] ?? { kind: 'variable', index: at }),
        );
        return this.#builder.call(name, args);
      }
    }
  }

  /** `value`, or 1 instead of NaN, because the sign of a NaN is unspecified. */
  #number(value: Value): Value {
    const ordered = this.#builder.fcmp('ord', value, value);
    return this.#builder.emit('select', ordered, value, this.#builder.constant(1));
  }

  #condition(condition: Condition): Value {
    switch (condition.kind) {
      case 'truth':
        return this.#truth(condition.value);
      case 'flag':
        return this.#state[this.#variables + (condition.index % 2)]!;
      case 'fcmp':
        return this.#builder.fcmp(
          condition.is,
          this.#expression(condition.a),
          this.#expression(condition.b),
        );
      case 'logic':
        return this.#builder.emit(
          condition.op,
          this.#condition(condition.a),
          this.#condition(condition.b),
        );
      case 'select':
        return this.#builder.emit(
          'select',
          this.#condition(condition.if),
          this.#condition(condition.a),
          this.#condition(condition.b),
        );
    }
  }

  #truth(truth: boolean): Value {
    let value = this.#truths.get(truth);
    if (value === undefined) {
      value = addConstant(this.#builder.fn, { type: 'i1', value: truth });
      this.#truths.set(truth, value);
    }
    return value;
  }
}
