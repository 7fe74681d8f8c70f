/** The dylibs of a session of Kaleidoscope, their search orders and generators. */
import {
  type DefinitionGenerator,
  type JITDylib,
  type MaterializationUnit,
  type ProcessFunction,
  ProcessFunctions,
  type Session,
} from '../orc/index.ts';
import type { createRuntime } from '../runtime/index.ts';
import { typeOfPrototype } from './declarations.ts';
import type { Program } from './program.ts';

type Runtime = ReturnType<typeof createRuntime>;

export class ProgramDylibs {
  /** Functions of programs. */
  readonly main: JITDylib;
  /** Modules of IR. Lookups search them after functions of programs and before the host. */
  readonly modules: JITDylib;
  /** Functions of the host, of the runtime and of the process. */
  readonly host: JITDylib;
  /** Expressions while they run. */
  readonly expressions: JITDylib;
  readonly #program: Program;
  readonly #runtime: Runtime;
  readonly #processFunctions: boolean;
  /** Units that the runtime and the process have defined. */
  readonly #runtimeUnits = new WeakSet<MaterializationUnit>();

  /** `processFunctions`: whether `extern` finds all functions of the process. */
  constructor(session: Session, program: Program, runtime: Runtime, processFunctions: boolean) {
    this.#program = program;
    this.#runtime = runtime;
    this.#processFunctions = processFunctions;
    this.main = session.main;
    this.host = session.createJITDylib('host');
    this.modules = session.createJITDylib('modules');
    this.expressions = session.createJITDylib('expressions');
    this.#generate(new ProcessFunctions(session.controller, (name) => this.#inProcess(name)));
    this.#generate(runtime);

    const { dylib: implementations } = program.implementations;
    const order = [this.main, this.modules, this.host, implementations];
    for (const dylib of [this.main, this.modules, implementations]) dylib.setSearchOrder(order);
    this.expressions.setSearchOrder([this.expressions, ...order]);
  }

  /** Whether `name` means a function of the runtime or process, not of a program or host. */
  isFromRuntime(name: string): boolean {
    const unit = this.main.lookup(name)?.unit;
    return unit !== undefined && this.#runtimeUnits.has(unit);
  }

  #generate(generator: DefinitionGenerator): void {
    this.host.addGenerator({
      generate: (name) => {
        const unit = generator.generate(name);
        if (unit !== undefined) this.#runtimeUnits.add(unit);
        return unit;
      },
    });
  }

  /** The function of the process that an `extern` may find; none that prints. */
  #inProcess(name: string): ProcessFunction | undefined {
    const known = this.#runtime.typeOf(name);
    if (known !== undefined) {
      return this.#runtime.isMathematics(name) ? { type: known, scope: 'process' } : undefined;
    }
    const declared = this.#program.declarations.declarationOf(name);
    const scope = this.#processFunctions ? 'process' : 'libraries';
    return declared && { type: typeOfPrototype(declared), scope };
  }
}
