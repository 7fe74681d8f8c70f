/**
 * Programs of any size that consist of one construct of the language. Each entry has a `name`, the
 * smallest size `n` worth measuring, and `text(n)`, a program of size n.
 */
const list = (count, item, separator = '') =>
  Array.from({ length: count }, (_, i) => item(i)).join(separator);

/** A function with this body, and one call of it. */
const body = (text) => `def f(x) ${text}\nf(3)\n`;
const NEGATE = 'def unary ~ (v) 0 - v\n';
const OPERATORS = [..."!$%&'.:>?@[\\]^`{|}~"];
const userOperators = list(
  OPERATORS.length,
  (i) => `def binary ${OPERATORS[i]} ${i * 5 + 3} (a b) a + b\n`,
);

/** One large function or expression. */
const expressions = [
  { name: 'parentheses', n: 20_000, text: (n) => body(`${'('.repeat(n)}x${')'.repeat(n)}`) },
  { name: 'right operands', n: 20_000, text: (n) => body(`${'x + ('.repeat(n)}x${')'.repeat(n)}`) },
  { name: 'unary chain', n: 20_000, text: (n) => NEGATE + body(`${'~'.repeat(n)}x`) },
  { name: 'equal precedence', n: 200_000, text: (n) => body(list(n, () => 'x', ' + ')) },
  {
    name: 'mixed precedence',
    n: 200_000,
    text: (n) => body(`${list(n, (i) => `x ${'+*-<'[i % 4]} `)}x`),
  },
  {
    name: 'rising precedence',
    n: 50_000,
    text: (n) =>
      userOperators + body(`${list(n, (i) => `x ${OPERATORS[i % OPERATORS.length]} `)}x`),
  },
  {
    name: 'one user operator',
    n: 50_000,
    text: (n) => `def binary & 30 (a b) a + b\n${body(list(n, () => 'x', ' & '))}`,
  },
  { name: 'constants', n: 100_000, text: (n) => body(list(n, (i) => `x * ${i}.5`, ' + ')) },
  { name: 'assignment chain', n: 20_000, text: (n) => body(`${'x = '.repeat(n)}1`) },
  {
    name: 'assignments in sequence',
    n: 50_000,
    text: (n) => body(list(n, (i) => `(x = x * ${i})`, ' + ')),
  },
  {
    name: 'var with many names',
    n: 20_000,
    text: (n) =>
      body(`var ${list(n, (i) => `v${i} = x * ${i}`, ', ')} in ${list(n, (i) => `v${i}`, ' + ')}`),
  },
  {
    name: 'var with many names, used backwards',
    n: 10_000,
    text: (n) =>
      body(
        `var ${list(n, (i) => `v${i} = x * ${i}`, ', ')} in ${list(n, (i) => `v${n - 1 - i}`, ' + ')}`,
      ),
  },
  {
    name: 'var with many names, each written',
    n: 10_000,
    text: (n) =>
      body(
        `var ${list(n, (i) => `v${i} = ${i}`, ', ')} in ${list(n, (i) => `(v${i} = v${i} + x)`, ' + ')} + ${list(n, (i) => `v${i}`, ' + ')}`,
      ),
  },
  {
    name: 'nested var',
    n: 10_000,
    text: (n) =>
      body(`${list(n, (i) => `var v${i} = ${i > 0 ? `v${i - 1}` : 'x'} + 1 in `)}v${n - 1}`),
  },
  {
    name: 'nested var, shadowing',
    n: 10_000,
    text: (n) => body(`${'var x = x + 1 in '.repeat(n)}x`),
  },
  {
    name: 'names live across ifs',
    n: 2000,
    text: (n) =>
      body(
        `var ${list(n, (i) => `v${i} = x * ${i}`, ', ')} in ${list(n, (i) => `(if x < ${i} then v${i} else 1)`, ' + ')} + ${list(n, (i) => `v${i}`, ' + ')}`,
      ),
  },
  {
    name: 'names written in ifs',
    n: 2000,
    text: (n) =>
      body(
        `var ${list(n, (i) => `v${i} = x * ${i}`, ', ')} in ${list(n, (i) => `(if x < ${i} then v${i} = x else 1)`, ' + ')} + ${list(n, (i) => `v${i}`, ' + ')}`,
      ),
  },
];

const branches = [
  {
    name: 'else if',
    n: 5000,
    text: (n) => body(`${list(n, (i) => `if x < ${i} then x * ${i} else `)}x`),
  },
  {
    name: 'if in then',
    n: 5000,
    text: (n) => body(`${list(n, (i) => `if x < ${i} then `)}x${' else 1'.repeat(n)}`),
  },
  {
    name: 'if in condition',
    n: 5000,
    text: (n) => body(`${'if '.repeat(n)}x${list(n, (i) => ` then ${i % 5} else x`)}`),
  },
  {
    name: 'ifs in sequence',
    n: 10_000,
    text: (n) => body(list(n, (i) => `(if x < ${i} then x else ${i})`, ' + ')),
  },
  {
    name: 'ifs that write',
    n: 5000,
    text: (n) =>
      body(`var s in ${list(n, (i) => `(if x < ${i} then s = s + x else s = s * x)`, ' + ')} + s`),
  },
  {
    name: 'ifs that call',
    n: 5000,
    text: (n) =>
      `def g(x) if x < 1 then 1 else g(x - 1) * g(x - 2)\n${body(list(n, (i) => `(if x < ${i} then g(1) else ${i})`, ' + '))}`,
  },
  {
    name: 'logic',
    n: 5000,
    text: (n) =>
      `def binary | 5 (a b) if a then 1 else if b then 1 else 0\n${body(list(n, (i) => `(x < ${i})`, ' | '))}`,
  },
];

const loops = [
  { name: 'nested for', n: 2500, text: (n) => body(`${list(n, (i) => `for i${i} = 1, 0 in `)}x`) },
  {
    name: 'nested for, names of outer loops',
    n: 250,
    text: (n) => body(`${list(n, (i) => `for i${i} = 1, 0 in `)}${list(n, (i) => `i${i}`, ' + ')}`),
  },
  {
    name: 'nested for, one sum',
    n: 1000,
    text: (n) => body(`var s in (${list(n, (i) => `for i${i} = 1, 0 in `)}s = s + x) + s`),
  },
  {
    name: 'for in condition',
    n: 1000,
    text: (n) => body(`${list(n, (i) => `for i${i} = 1, `)}0${' in x'.repeat(n)}`),
  },
  {
    name: 'for in sequence',
    n: 2000,
    text: (n) =>
      body(`var s in ${list(n, (i) => `(for i = 1, i < ${2 + (i % 7)} in s = s + i)`, ' + ')} + s`),
  },
  {
    name: 'for in sequence, calls',
    n: 2000,
    text: (n) =>
      `def g(x) if x < 1 then 1 else g(x - 1) * g(x - 2)\n${body(list(n, () => '(for i = 1, i < 2 in g(i))', ' + '))}`,
  },
  {
    name: 'loops over many names',
    n: 500,
    text: (n) =>
      body(
        `var ${list(n, (i) => `v${i} = ${i}`, ', ')} in ${list(n, (i) => `(for i = 1, i < 2 in v${i} = v${i} + i)`, ' + ')} + ${list(n, (i) => `v${i}`, ' + ')}`,
      ),
  },
  {
    name: 'one loop over many names',
    n: 5000,
    text: (n) =>
      body(
        `var ${list(n, (i) => `v${i} = ${i}`, ', ')} in (for i = 1, i < 2 in ${list(n, (i) => `(v${i} = v${i} + i)`, ' + ')}) + ${list(n, (i) => `v${i}`, ' + ')}`,
      ),
  },
  {
    name: 'ifs in a loop',
    n: 5000,
    text: (n) =>
      body(
        `var s in (for i = 1, i < 3 in ${list(n, (i) => `(if x < ${i} then s = s + i else s = s * x)`, ' + ')}) + s`,
      ),
  },
];

/** Many functions, and calls among them. */
const calls = [
  {
    name: 'nested calls',
    n: 20_000,
    text: (n) =>
      `def g(x) if x < 1 then 1 else 2 * g(x - 1)\n${body(`${'g('.repeat(n)}x${')'.repeat(n)}`)}`,
  },
  {
    name: 'calls in sequence',
    n: 20_000,
    text: (n) =>
      `def g(x) if x < 1 then 1 else 2 * g(x - 1)\n${body(list(n, (i) => `g(${i % 3})`, ' + '))}`,
  },
  {
    name: 'calls that wait for each other',
    n: 5000,
    text: (n) =>
      `def g(x) if x < 1 then 1 else 2 * g(x - 1)\n${body(`${list(n, (i) => `g(${i % 3}) + (`)}x${')'.repeat(n)}`)}`,
  },
  {
    name: 'small calls in sequence',
    n: 20_000,
    text: (n) => `def g(a b) a * b + 1\n${body(list(n, (i) => `g(x, ${i})`, ' + '))}`,
  },
  {
    name: 'arguments',
    n: 250,
    text: (n) =>
      `def f(${list(n, (i) => `p${i}`, ' ')}) ${list(n, (i) => `p${i}`, ' + ')}\nf(${list(n, String, ', ')})\n`,
  },
  {
    name: 'functions of many arguments',
    n: 100,
    text: (n) =>
      list(
        n,
        (k) =>
          `def f${k}(${list(n, (i) => `p${i}`, ' ')}) p0 + p${n - 1}\nf${k}(${list(n, String, ', ')})\n`,
      ),
  },
  {
    name: 'callees',
    n: 5000,
    text: (n) =>
      list(n, (i) => `def g${i}(x) if x < 1 then ${i} else g${i}(x - 1) + 1\n`) +
      body(list(n, (i) => `g${i}(x)`, ' + ')),
  },
  {
    name: 'dispatcher',
    n: 5000,
    text: (n) =>
      list(n, (i) => `def g${i}(x) if x < 1 then ${i} else g${i}(x - 1) + 1\n`) +
      body(`${list(n, (i) => `if x < ${i} then g${i}(x) else `)}x`),
  },
  {
    name: 'unknown callees',
    n: 10_000,
    text: (n) => body(`if x then 1 else ${list(n, (i) => `g${i}(x)`, ' + ')}`),
    fails: true,
  },
  {
    name: 'chain of small functions',
    n: 500,
    text: (n) => `def f0(x) x + 1\n${list(n, (i) => `def f${i + 1}(x) f${i}(x) + 1\n`)}f${n}(1)\n`,
  },
  {
    name: 'chain of small functions, all called',
    n: 100,
    text: (n) =>
      `def f0(x) x + 1\nf0(1)\n${list(n, (i) => `def f${i + 1}(x) f${i}(x) + 1\nf${i + 1}(1)\n`)}`,
  },
  {
    name: 'small functions that call two',
    n: 8,
    text: (n) =>
      `def f0(x) x + 1\n${list(n, (i) => `def f${i + 1}(x) f${i}(x) * f${i}(x + 1)\n`)}f${n}(1)\n`,
  },
  {
    name: 'chain of functions',
    n: 2000,
    text: (n) =>
      `def f0(x) x + 1\n${list(n, (i) => `def f${i + 1}(x) if x < 0 then ${list(10, () => 'x', '*')} else f${i}(x * 2) + ${list(10, () => 'x', '*')}\n`)}f${n}(1)\n`,
  },
  {
    name: 'ring',
    n: 2500,
    text: (n) =>
      `${list(n, (i) => `def f${i}(x) if x < 1 then 0 else f${(i + 1) % n}(x - 1) + 1\n`)}f0(${n})\n`,
  },
  {
    name: 'ring of tail calls',
    n: 2500,
    text: (n) =>
      `${list(n, (i) => `def f${i}(x) if x < 1 then 0 else f${(i + 1) % n}(x - 1)\n`)}f0(${n * 2})\n`,
  },
  {
    name: 'ring without end',
    n: 1000,
    text: (n) =>
      `${list(n, (i) => `def f${i}(x) f${(i + 1) % n}(x - 1) + ${list(20, () => 'x', '*')}\n`)}f0(1)\n`,
    fails: true,
  },
];

const programs = [
  { name: 'definitions', n: 100_000, text: (n) => list(n, (i) => `def f${i}(x) x + ${i}\n`) },
  {
    name: 'definitions, all called',
    n: 5000,
    text: (n) => list(n, (i) => `def f${i}(x) x + ${i}; f${i}(1)\n`),
  },
  {
    name: 'large definitions, all called',
    n: 1000,
    text: (n) =>
      list(
        n,
        (i) =>
          `def f${i}(x) ${list(50, (k) => `(if x < ${k} then x else ${i})`, ' + ')}; f${i}(1)\n`,
      ),
  },
  { name: 'externs', n: 50_000, text: (n) => list(n, (i) => `extern e${i}(x)\n`) },
  { name: 'one extern', n: 100_000, text: (n) => 'extern sin(x)\n'.repeat(n) },
  {
    name: 'expressions',
    n: 50_000,
    text: (n) => list(n, (i) => `x${i} = ${i} + 2\n`.replace(/^x\d+ = /, '')),
  },
  { name: 'expressions that loop', n: 1000, text: (n) => 'for i = 1, i < 3 in i\n'.repeat(n) },
  {
    name: 'expressions that call',
    n: 50_000,
    text: (n) => `def f(x) x * 2\n${list(n, (i) => `f(${i})\n`)}`,
  },
  { name: 'redefinitions', n: 50_000, text: (n) => list(n, (i) => `def f(x) x + ${i}\n`) },
  {
    name: 'redefinitions, each called',
    n: 2500,
    text: (n) => list(n, (i) => `def f(x) x + ${i}; f(1)\n`),
  },
  {
    name: 'redefinitions with another arity',
    n: 2500,
    text: (n) =>
      `def g(x) if x < 1 then 1 else f(x)\ng(0)\n${list(n, (i) => `def f(x${i % 2 ? ' y' : ''}) x + ${i}; g(0)\n`)}`,
  },
  {
    name: 'callers of one function',
    n: 2500,
    text: (n) =>
      `def f(x) x + 1\n${list(n, (i) => `def g${i}(x) f(x) * ${i}; g${i}(1)\n`)}def f(x) x + 2\ng1(1)\n`,
  },
  {
    name: 'callers of one function that changes',
    n: 500,
    text: (n) => list(n, (i) => `def f(x) x + ${i}\ndef g${i}(x) f(x) * ${i}; g${i}(1)\n`),
  },
  {
    name: 'operators that are redefined',
    n: 10_000,
    text: (n) => list(n, (i) => `def binary & ${1 + (i % 100)} (a b) a + b\n1 & 2\n`),
  },
  { name: 'syntax errors', n: 2000, text: (n) => 'def f( 1\n'.repeat(n), fails: true },
  {
    name: 'errors in one body',
    n: 2000,
    text: (n) => body(list(n, (i) => `y${i}`, ' + ')),
    fails: true,
  },
  { name: 'errors in one line', n: 1000, text: (n) => list(n, (i) => `y${i}; `), fails: true },
  {
    name: 'duplicate parameters',
    n: 2000,
    text: (n) => `def f(${'x '.repeat(n)}) x\n`,
    fails: true,
  },
];

const texts = [
  {
    name: 'long name',
    n: 1_000_000,
    text: (n) => `def ${'n'.repeat(n)}(x) x\n${'n'.repeat(n)}(1)\n`,
  },
  {
    name: 'long name of a variable',
    n: 1_000_000,
    text: (n) => `def f(${'n'.repeat(n)}) ${'n'.repeat(n)} + ${'n'.repeat(n)}\nf(1)\n`,
  },
  { name: 'long number', n: 100_000, text: (n) => `0.${'1'.repeat(n)}\n` },
  { name: 'long comment', n: 2_000_000, text: (n) => `# ${'c'.repeat(n)}\n1\n` },
  { name: 'comments', n: 500_000, text: (n) => `${'# c\n'.repeat(n)}1\n` },
  { name: 'blank lines', n: 2_000_000, text: (n) => `${'\n'.repeat(n)}1\n` },
  { name: 'semicolons', n: 1_000_000, text: (n) => `${';'.repeat(n)}1\n` },
  { name: 'unknown characters', n: 2000, text: (n) => '\u00e9 \n'.repeat(n), fails: true },
];

export const constructs = [...expressions, ...branches, ...loops, ...calls, ...programs, ...texts];
