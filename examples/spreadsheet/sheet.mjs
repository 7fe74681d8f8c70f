/**
 * A spreadsheet on the lazy core of kaleidoscope-jit: a second language, to show that the core
 * belongs to none. It uses the package's public entry points and nothing of Kaleidoscope.
 *
 * Each cell is a function without parameters. The first look at a cell, or at one that needs it,
 * parses and compiles its formula; every look computes the value again.
 */
import { createWasmEngine } from 'kaleidoscope-jit/engines/wasm';
import { functionOfDoubles } from 'kaleidoscope-jit/ir';
import { HostFunctionUnit, Session } from 'kaleidoscope-jit/orc';
import { compileFormula } from './formula.mjs';

export class Sheet {
  #session = new Session(createWasmEngine());
  #library = this.#session.createJITDylib('library');

  constructor() {
    this.#session.main.addToSearchOrder(this.#library);
    this.addFunction('POWER', (base, exponent) => base ** exponent);
    this.addFunction('ROUND', (x, digits) => Math.round(x * 10 ** digits) / 10 ** digits);
  }

  /** Tells which cells are compiled, and which become lazy again. */
  get events() {
    return this.#session.events;
  }

  /**
   * Sets or replaces the formula of a cell. Parses nothing yet.
   *
   * @param {string} cell
   * @param {string} formula
   */
  set(cell, formula) {
    this.#session.main.define(new Cell(cell, formula), { redefine: true });
  }

  /**
   * The current value of a cell. Throws the error of the cell, or of a cell that it needs.
   *
   * @param {string} cell
   */
  get(cell) {
    return this.#session.function(cell)();
  }

  /**
   * Lets formulas call a function of JavaScript.
   *
   * @param {string} name
   * @param {(...args: number[]) => number} call
   */
  addFunction(name, call) {
    const type = functionOfDoubles(call.length);
    this.#library.define(new HostFunctionUnit({ name, type, call }));
  }
}

/**
 * The promise to compile one cell. The core's own `LazyFunction` would do if formulas only called
 * each other; but they also build in plain numbers, and the core must know these dependencies.
 */
class Cell {
  /**
   * @param {string} name
   * @param {string} formula
   */
  constructor(name, formula) {
    this.symbols = [{ name, type: functionOfDoubles(0) }];
    this.formula = formula;
    /** The number, if the formula is a plain number; else NaN. */
    this.number = /^-?\d+(\.\d+)?$/.test(formula) ? Number(formula) : NaN;
  }

  /**
   * The core calls this on the first call of the cell. The code refers to other cells in two ways:
   *
   * - a formula is called through its stub, which goes to whatever formula it has by then;
   * - a number is built into the code, and recorded as a dependency: when it changes, just the
   *   cells that contain it become lazy again.
   *
   * @param {import('kaleidoscope-jit/orc').MaterializationResponsibility} responsibility
   */
  materialize(responsibility) {
    const { session, dylib, name } = responsibility;
    const fn = compileFormula(name, this.formula, (other, builder) => {
      const unit = dylib.unitOf(other);
      if (!(unit instanceof Cell) || Number.isNaN(unit.number)) return builder.call(other, []);
      responsibility.dependsOn(other, functionOfDoubles(0));
      return builder.constant(unit.number);
    });
    session.irLayer.emit(responsibility, { functions: [fn] });
  }
}
