/**
 * A spreadsheet on the lazy core of kaleidoscope-jit: a second language, to show that the core
 * belongs to none. It uses the package's public entry points and nothing of Kaleidoscope.
 *
 * Each cell is a function without parameters. Its formula is parsed and compiled when somebody
 * first looks at the cell, or at one that needs it; looking again computes it again.
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
   * Gives a cell its first formula, or another one. Nothing is parsed yet.
   *
   * @param {string} cell
   * @param {string} formula
   */
  set(cell, formula) {
    this.#session.main.define(new Cell(cell, formula), { redefine: true });
  }

  /**
   * The value of a cell as of now. Throws what is wrong with it, or with a cell that it needs.
   *
   * @param {string} cell
   */
  get(cell) {
    return this.#session.function(cell)();
  }

  /**
   * Makes a function of JavaScript known to formulas.
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
 * each other; these also build plain numbers in, and the core has to know of that.
 */
class Cell {
  /**
   * @param {string} name
   * @param {string} formula
   */
  constructor(name, formula) {
    this.symbols = [{ name, type: functionOfDoubles(0) }];
    this.formula = formula;
    /** The number that this cell plainly is, or NaN. */
    this.number = /^-?\d+(\.\d+)?$/.test(formula) ? Number(formula) : NaN;
  }

  /**
   * Called by the core on the first call. Other cells are referred to in two ways:
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
