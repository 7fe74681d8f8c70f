/** What is made at random and compared between the reference and the JIT, as texts of cases. */
import * as fc from 'fast-check';
import { formatDouble, printModule } from '../../src/ir/index.ts';
import { arbitraryFlow } from '../engines/arbitrary-flow.ts';
import type { Test } from '../reduce/minimize.ts';
import { reduceModule } from '../reduce/module.ts';
import { reduceProgram } from '../reduce/program.ts';
import { findDifference } from '../support/case-runner.ts';
import type { TestEngine } from '../support/engines.ts';
import { arbitraryArguments, arbitraryModule } from '../support/ir-arbitrary.ts';
import { findIRDifference } from '../support/ir-case.ts';
import { arbitraryProgram } from '../support/program-arbitrary.ts';

/** More than the random programs that end take on the reference. */
const FUEL = 50_000;

export interface Kind {
  /** Where cases of it are kept. */
  readonly folder: string;
  readonly arbitrary: fc.Arbitrary<string>;
  /** Makes a case smaller as long as it is interesting. */
  reduce(text: string, isInteresting: Test<string>): Promise<string>;
  /** The case as the reference and those that differ from it would have it, if any does. */
  findDifference(text: string, engine: TestEngine): Readonly<Record<string, string>> | undefined;
}

const programs = {
  folder: 'test/cases/language/',
  reduce: reduceProgram,
  findDifference: (text: string, engine: TestEngine) =>
    // C leaves open which of two zeros its `fmin` gives, and LLVM calls that; `fmod` is exact.
    findDifference(
      engine.name.startsWith('wasm') ? text : text.replaceAll('fmin', 'fmod'),
      engine,
      FUEL,
    ),
};

const modules = {
  folder: 'test/cases/engines/',
  reduce: reduceModule,
  findDifference: (text: string, engine: TestEngine) => findIRDifference(text, engine, FUEL),
};

const choices = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 20, size: 'max' });

export type KindName = (typeof KIND_NAMES)[number];

export const KIND_NAMES = ['programs', 'changes', 'ir', 'flow'] as const;

export const kinds: Readonly<Record<KindName, Kind>> = {
  programs: { ...programs, arbitrary: arbitraryProgram() },
  /** Programs that define names again and remove them between expressions. */
  changes: { ...programs, arbitrary: arbitraryProgram({ changes: true }) },
  /** Modules of functions with loops and branches as programs have them. */
  ir: { ...modules, arbitrary: arbitraryModule().chain(moduleCase) },
  /** Functions of any reducible control flow. */
  flow: {
    ...modules,
    arbitrary: fc
      .tuple(
        arbitraryFlow,
        choices,
        fc.array(arbitraryArguments(2), { minLength: 1, maxLength: 3 }),
      )
      .map(([module, answers, lists]) =>
        caseOf(
          printModule(module),
          `; choices: ${answers.join(' ')}\n`,
          lists.map((args) => callOf('f', args)),
        ),
      ),
  },
};

/** A module, and calls of its functions. */
function moduleCase(module: Parameters<typeof printModule>[0]): fc.Arbitrary<string> {
  const calls = module.functions.map(({ name, type }) =>
    arbitraryArguments(type.parameters.length).map((args) => callOf(name, args)),
  );
  return fc.tuple(...calls).map((lines) => caseOf(printModule(module), '', lines));
}

function caseOf(module: string, choices: string, calls: readonly string[]): string {
  return `; run\n; Found by chance.\n${module}\n${choices}${calls.join('')}`;
}

function callOf(name: string, args: readonly number[]): string {
  return `; call: ${name}(${args.map(formatDouble).join(', ')})\n`;
}
