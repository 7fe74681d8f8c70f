/**
 * Makes modules of IR smaller: functions go, then instructions, whose uses become a constant or one
 * of their operands; branches become jumps, operands constants; parameters that nothing uses go. Only modules that verify are tried.
 * Comments before and behind the functions stay as far as they are needed; others go.
 */
import {
  addConstant,
  type Block,
  blockOf,
  constantFrom,
  dropIncoming,
  type Instruction,
  type IRFunction,
  type IRModule,
  instructionOf,
  opcodes,
  parseModule,
  printModule,
  type Type,
  terminatorOf,
  type Value,
  verifyModule,
} from '../../src/ir/index.ts';
import { removeUnreachable } from '../../src/passes/unreachable.ts';
import { minimize, type Test, untilStable } from './minimize.ts';
import { linesOf, reduceParts } from './program.ts';

/** The smallest module found for which `isInteresting` holds, as it must for `text`. */
export function reduceModule(text: string, isInteresting: Test<string>): Promise<string> {
  if (!isValid(text)) return reduceParts(linesOf(text), isInteresting);
  const reduceCode = async (whole: string) => {
    const { head, code, tail } = partsOf(whole);
    const test = (smaller: string) => isInteresting(head + smaller + tail);
    const reduced = await untilStable(code, [
      (current) => reduceFunctions(current, test),
      (current) => reduceInstructions(current, test),
      (current) => applyEdits(current, test),
    ]);
    return head + reduced + tail;
  };
  const reduceComments = async (whole: string) => {
    const { head, code, tail } = partsOf(whole);
    return reduceParts([...linesOf(head), code, ...linesOf(tail)], isInteresting);
  };
  const reduceParameters = (whole: string) => dropParameters(whole, isInteresting);
  return untilStable(text, [reduceCode, reduceParameters, reduceComments]);
}

/** Takes unused parameters out, with the arguments of calls, those in comments too. */
async function dropParameters(text: string, isInteresting: Test<string>): Promise<string> {
  let current = text;
  for (const { name, type } of parseModule(text).functions) {
    for (let at = type.parameters.length - 1; at >= 0; at--) {
      const smaller = current.replace(LIST, (all, before: string, callee: string, list: string) => {
        if (callee !== name && callee !== JSON.stringify(name)) return all;
        return `${before}${callee}(${list.split(', ').toSpliced(at, 1).join(', ')})`;
      });
      if (isValid(smaller) && (await isInteresting(smaller))) current = smaller;
    }
  }
  return current;
}

/** What calls and definitions have in parentheses, and before them. */
const LIST = /(@|; call: )([\w.]+|"[^"]*")\(([^()]*)\)/g;

/** A text as the comments before its functions, the functions, and the comments after them. */
function partsOf(text: string): { head: string; code: string; tail: string } {
  const [head] = /^(?:[ \t]*(?:;.*)?\n)*/.exec(text)!; // matches everything, if only nothing
  const rest = text.slice(head.length);
  const [tail] = /(?:(?<=\n)[ \t]*(?:;.*)?\n?)*$/.exec(rest)!; // likewise
  return { head, code: rest.slice(0, rest.length - tail.length), tail };
}

function isValid(text: string): boolean {
  try {
    verifyModule(parseModule(text));
    return true;
  } catch {
    return false;
  }
}

async function reduceFunctions(text: string, isInteresting: Test<string>): Promise<string> {
  const { functions } = parseModule(text);
  const kept = await minimize(functions, async (rest) => {
    return rest.length > 0 && (await isInteresting(printModule({ functions: rest })));
  });
  return kept.length === functions.length ? text : printModule({ functions: kept });
}

/** Takes out many instructions at once, as if they had computed 0. */
async function reduceInstructions(text: string, isInteresting: Test<string>): Promise<string> {
  let current = text;
  const count = parseModule(text).functions.length;
  for (let index = 0; index < count; index++) {
    const all = resultsOf(functionOf(parseModule(current), index));
    const without = (kept: readonly Value[]) =>
      edited(current, (module) => {
        const fn = functionOf(module, index);
        for (const value of all) if (!kept.includes(value)) replace(fn, value, zero(fn, value));
      });
    const kept = await minimize(all, async (rest) => {
      const smaller = without(rest);
      return smaller !== undefined && (await isInteresting(smaller));
    });
    if (kept.length < all.length) current = without(kept)!; // it was tried just now
  }
  return current;
}

/** A change of a module that makes it smaller or simpler. */
type Edit = (module: IRModule) => void;

/** Makes single changes, each wherever it can be made. */
async function applyEdits(text: string, isInteresting: Test<string>): Promise<string> {
  let current = text;
  for (let at = 0; ; ) {
    const edit = editsOf(parseModule(current))[at];
    if (edit === undefined) return current;
    const smaller = edited(current, edit);
    if (smaller !== undefined && smaller !== current && (await isInteresting(smaller))) {
      current = smaller;
    } else {
      at++;
    }
  }
}

/** A copy with a change; nothing if that does not verify. */
function edited(text: string, edit: Edit): string | undefined {
  const module = parseModule(text);
  edit(module);
  const result = printModule(module);
  return isValid(result) ? result : undefined;
}

function editsOf(module: IRModule): Edit[] {
  return module.functions.flatMap((fn, index) => [
    ...fn.blocks.flatMap(({ instructions }, block) =>
      instructions.flatMap((value) =>
        editsOfInstruction(fn, value, block as Block).map(
          (edit) => (other: IRModule) => edit(functionOf(other, index)),
        ),
      ),
    ),
  ]);
}

function editsOfInstruction(
  fn: IRFunction,
  value: Value,
  block: Block,
): ((fn: IRFunction) => void)[] {
  const { op, operands, blocks, type } = instructionOf(fn, value);
  const alike = operands.filter((operand) => typeOf(fn, operand) === type);
  const variable = [...operands.keys()].filter((at) => !isConstant(fn, operands[at]!));
  return [
    ...(op === 'condbr'
      ? blocks.map((_, at) => (other: IRFunction) => jump(other, block, at))
      : []),
    ...(op === 'br' ? [(other: IRFunction) => mergeNext(other, block)] : []),
    ...(hasResult(op)
      ? alike.map((operand) => (other: IRFunction) => replace(other, value, operand))
      : []),
    ...variable.map((at) => (other: IRFunction) => {
      const instruction = instructionOf(other, value);
      instruction.operands[at] = zero(other, instruction.operands[at]!);
    }),
  ];
}

/** Makes the branch at the end of a block a jump to one of its targets. */
function jump(fn: IRFunction, block: Block, to: number): void {
  const branch = instructionOf(fn, blockOf(fn, block).instructions.at(-1)!);
  const [target, other] = [branch.blocks[to]!, branch.blocks[1 - to]!];
  Object.assign<Instruction, Partial<Instruction>>(branch, {
    op: 'br',
    operands: [],
    blocks: [target],
  });
  dropIncoming(fn, other, block);
  removeUnreachable(fn);
}

/** Appends the block that a jump goes to, if nothing else goes there. */
function mergeNext(fn: IRFunction, block: Block): void {
  const { instructions } = blockOf(fn, block);
  const jump = instructions.at(-1)!; // its terminator
  const [next] = instructionOf(fn, jump).blocks;
  const following = blockOf(fn, next!); // a jump has a target
  const isAlone = fn.blocks.every(
    (_, other) => other === block || !terminatorOf(fn, other as Block).blocks.includes(next!),
  );
  if (!isAlone || next === block) return;
  instructions.splice(-1, 1, ...following.instructions);
  following.instructions = [jump]; // now unreachable, and goes nowhere else
  for (const { blocks } of fn.values) {
    blocks.forEach((from, at) => {
      if (from === next) blocks[at] = block;
    });
  }
  removeUnreachable(fn);
}

/** Takes an instruction out, and puts another value where it was used. */
function replace(fn: IRFunction, value: Value, by: Value): void {
  for (const block of fn.blocks) {
    block.instructions = block.instructions.filter((other) => other !== value);
    for (const user of block.instructions) {
      const { operands } = instructionOf(fn, user);
      operands.forEach((operand, at) => {
        if (operand === value) operands[at] = by;
      });
    }
  }
}

/** A constant of the type of `value`. */
function zero(fn: IRFunction, value: Value): Value {
  return addConstant(fn, constantFrom(typeOf(fn, value), 0));
}

function resultsOf(fn: IRFunction): Value[] {
  return fn.blocks
    .flatMap(({ instructions }) => instructions)
    .filter((value) => hasResult(instructionOf(fn, value).op));
}

function hasResult(op: Instruction['op']): boolean {
  return opcodes[op].result !== undefined;
}

function typeOf(fn: IRFunction, value: Value): Type {
  return instructionOf(fn, value).type;
}

function isConstant(fn: IRFunction, value: Value): boolean {
  return instructionOf(fn, value).op === 'const';
}

function functionOf(module: IRModule, index: number): IRFunction {
  return module.functions[index]!; // of a copy that has the same functions
}
