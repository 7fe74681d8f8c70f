/**
 * The language of the spreadsheet: parses a formula by recursive descent and builds its IR on the
 * way.
 *
 *     comparison = sum [("<" | ">" | "=") sum]
 *     sum        = product {("+" | "-") product}
 *     product    = atom {("*" | "/") atom}
 *     atom       = number | cell | "-" atom | "(" comparison ")" | name "(" arguments ")"
 *     arguments  = comparison {"," comparison}
 */
import { FunctionBuilder, Variables } from 'kaleidoscope-jit/ir';

/** @typedef {import('kaleidoscope-jit/ir').Value} Value */
/** @typedef {import('kaleidoscope-jit/ir').Block} Block */
/** @typedef {(cell: string, builder: FunctionBuilder) => Value} Refer Builds a cell's value. */
/** @typedef {Exclude<import('kaleidoscope-jit/ir').PureOpcode, 'fcmp'>} Operation */
/** @typedef {Readonly<Partial<Record<string, Operation>>>} Operations */

/** @type {Operations} */
const SUMS = { '+': 'fadd', '-': 'fsub' };
/** @type {Operations} */
const PRODUCTS = { '*': 'fmul', '/': 'fdiv' };
/** @type {Operations} */
const FOLDS = { SUM: 'fadd', MIN: 'minimum', MAX: 'maximum' };
/** @type {Partial<Record<string, import('kaleidoscope-jit/ir').Predicate>>} */
const COMPARISONS = { '<': 'olt', '>': 'ogt', '=': 'oeq' };

/**
 * The code of a cell.
 *
 * @param {string} name the cell's
 * @param {string} text its formula
 * @param {Refer} refer
 */
export function compileFormula(name, text, refer) {
  const formula = new Formula(name, text, refer);
  formula.builder.ret(formula.comparison());
  if (formula.next !== '') formula.fail();
  return formula.builder.finish();
}

class Formula {
  /**
   * @param {string} name
   * @param {string} text
   * @param {Refer} refer
   */
  constructor(name, text, refer) {
    this.builder = new FunctionBuilder(name, []);
    this.text = text;
    this.tokens = text.match(/\d+(\.\d+)?|\w+|[^\s\w]/g) ?? [];
    this.refer = refer;
  }

  /** @returns {Value} */
  comparison() {
    const left = this.sum();
    const predicate = COMPARISONS[this.next];
    if (predicate === undefined) return left;
    this.take();
    return this.builder.emit('uitofp', this.builder.fcmp(predicate, left, this.sum()));
  }

  sum() {
    return this.chain(SUMS, () => this.product());
  }

  product() {
    return this.chain(PRODUCTS, () => this.atom());
  }

  /** @param {Operations} operations @param {() => Value} operand */
  chain(operations, operand) {
    let left = operand();
    for (let op = operations[this.next]; op !== undefined; op = operations[this.next]) {
      this.take();
      left = this.builder.emit(op, left, operand());
    }
    return left;
  }

  /** @returns {Value} */
  atom() {
    if (this.accept('-')) return this.builder.emit('fneg', this.atom());
    if (this.accept('(')) return this.closed(this.comparison());
    if (/^\d/.test(this.next)) return this.builder.constant(Number(this.take()));
    const name = /^[A-Z]/.test(this.next) ? this.take() : this.fail();
    if (!this.accept('(')) return this.refer(name, this.builder);
    return this.closed(name === 'IF' ? this.choice() : this.application(name));
  }

  /** @param {string} name */
  application(name) {
    const values = [this.comparison()];
    while (this.accept(',')) values.push(this.comparison());
    const fold = FOLDS[name];
    if (fold === undefined) return this.builder.call(name, values);
    return values.reduce((total, value) => this.builder.emit(fold, total, value));
  }

  /** `IF(condition, a, b)` computes one of `a` and `b`; cells that only the other needs stay lazy. */
  choice() {
    const { builder } = this;
    const condition = builder.fcmp('une', this.comparison(), builder.constant(0));
    const [yes, no, join] = [
      builder.addBlock('yes'),
      builder.addBlock('no'),
      builder.addBlock('join'),
    ];
    builder.condbr(condition, yes, no);
    const a = this.arm(yes, join);
    const b = this.arm(no, join);
    builder.setBlock(join);
    return new Variables(builder).merge(join, a.value, a.end, b.value, b.end);
  }

  /** @param {Block} block @param {Block} join */
  arm(block, join) {
    if (!this.accept(',')) this.fail();
    this.builder.setBlock(block);
    const value = this.comparison();
    const end = this.builder.block;
    this.builder.br(join);
    return { value, end };
  }

  /** The next token; '' at the end. */
  get next() {
    return this.tokens[0] ?? '';
  }

  take() {
    return this.tokens.shift() ?? '';
  }

  /** @param {string} token */
  accept(token) {
    return this.next === token && this.take() !== '';
  }

  /** @param {Value} value the value in the parentheses */
  closed(value) {
    return this.accept(')') ? value : this.fail();
  }

  /** @returns {never} */
  fail() {
    throw new SyntaxError(`'${this.next}' is not expected in '${this.text}'`);
  }
}
