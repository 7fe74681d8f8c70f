/**
 * Makes large programs that call only some of their functions, as the input for measurements.
 *
 *     node bench/generate.mjs --functions 5000 --expressions 1000 > program.ks
 *
 * Each function combines two parameters and three variables in ten statements. A statement may
 * call one of the 50 functions before; a function makes 0.74 such calls on average, so call trees
 * die out by themselves. With 5,000 functions and the default seed, 2,041 of them are called
 * by 1,000 expressions, and 211 by 50.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const STATEMENTS = 10;
/** How many functions back a callee can be. */
const NEIGHBOURHOOD = 50;
const DEFAULT_CALL_PROBABILITY = 0.074;
const DEFAULT_SEED = 5;
const NAMES = ['a', 'b', 'x', 'y', 'z'];
const VARIABLES = ['x', 'y', 'z'];
const OPERATORS = ['+', '-', '*', '/'];

/**
 * The text of a program.
 *
 * @param {object} options
 * @param {number} options.functions How many functions it defines.
 * @param {number} options.expressions How many of them the top level calls, evenly spread.
 * @param {number} [options.callProbability] Probability that a statement calls a function.
 * @param {number} [options.seed] The same seed makes the same program.
 */
export function generateProgram(options) {
  return generate(options).text;
}

/** The text of a program, and how much of it runs: functions reached, and calls made. */
export function generate({
  functions,
  expressions,
  callProbability = DEFAULT_CALL_PROBABILITY,
  seed = DEFAULT_SEED,
}) {
  const random = randomNumbers(seed);
  const lines = ['def binary : 1 (x y) y;', 'extern printd(x);'];
  const callees = [];
  const roots = [];
  for (let i = 0; i < functions; i++) {
    const calls = [];
    lines.push(functionText(i, callProbability, random, calls));
    callees.push(calls);
    const due = Math.floor(((i + 1) * expressions) / functions);
    for (; roots.length < due; roots.push(i)) lines.push(`printd(f${i}(1.5, 2.5));`);
  }
  return { text: `${lines.join('\n')}\n`, ...countCalls(callees, roots) };
}

function functionText(index, callProbability, random, calls) {
  const pick = (list) => list[random(list.length)];
  const operand = () => (random(4) === 0 ? `${random(100)}.${random(10)}` : pick(NAMES));
  const callOrOperand = () => {
    if (index === 0 || random(1e6) >= callProbability * 1e6) return operand();
    const callee = index - 1 - random(Math.min(index, NEIGHBOURHOOD));
    calls.push(callee);
    return `f${callee}(${operand()}, ${operand()})`;
  };
  const statements = [];
  for (let i = 0; i < STATEMENTS; i++) {
    const value = `${operand()} ${pick(OPERATORS)} ${operand()} ${pick(OPERATORS)} ${callOrOperand()}`;
    statements.push(`    ${pick(VARIABLES)} = ${value}`);
  }
  const head = `def f${index}(a b)\n  var x = a, y = b, z = ${random(100)} in\n`;
  return `${head}${statements.join(' :\n')} :\n    x + y + z;`;
}

/** Counts the functions that are called, and the calls of a run. */
function countCalls(callees, roots) {
  const treeSizes = [];
  for (const calls of callees) {
    treeSizes.push(calls.reduce((sum, callee) => sum + treeSizes[callee], 1));
  }
  const reached = new Set(roots);
  for (const caller of reached) for (const callee of callees[caller]) reached.add(callee);
  return { reached: reached.size, calls: roots.reduce((sum, root) => sum + treeSizes[root], 0) };
}

/** Whole numbers below a limit, from a xorshift generator (Marsaglia). */
function randomNumbers(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
}

function main() {
  const { values } = parseArgs({
    options: {
      functions: { type: 'string', default: '5000' },
      expressions: { type: 'string', default: '1000' },
      'call-probability': { type: 'string', default: String(DEFAULT_CALL_PROBABILITY) },
      seed: { type: 'string', default: String(DEFAULT_SEED) },
      stats: { type: 'boolean', default: false },
    },
  });
  const { text, reached, calls } = generate({
    functions: Number(values.functions),
    expressions: Number(values.expressions),
    callProbability: Number(values['call-probability']),
    seed: Number(values.seed),
  });
  process.stdout.write(text);
  if (values.stats) {
    const size = `${values.functions} functions, ${text.length} bytes`;
    process.stderr.write(`${size}; ${reached} functions are called, in ${calls} calls\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
