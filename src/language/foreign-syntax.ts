/** Help for syntax of other languages: its equivalent in Kaleidoscope. */
import { nearest } from '../source/index.ts';

/** Help for an operator that the program has not defined. */
export function operatorHelp(operator: string, isUnary: boolean): string | undefined {
  const known = isUnary ? UNARY.get(operator) : BINARY.get(operator);
  if (known !== undefined) return known;
  const first = operator[0]!; // no operator is empty
  const bracket = BRACKETS.get(first);
  if (bracket !== undefined) return bracket;
  if (operator.length > 3) return undefined;
  return isUnary
    ? `programs define their operators: \`def unary ${operator} (x) …\``
    : `programs define their operators: \`def binary ${operator} 30 (a b) …\``;
}

/** Whether these characters are an operator, or begin a comment, in other languages. */
export function isForeignOperator(characters: string): boolean {
  return characters.length > 1 && BINARY.has(characters);
}

/** Length of the longest operator that `isForeignOperator` knows. */
export const LONGEST_FOREIGN_OPERATOR = 3;

/** Help for a word that begins a statement in other languages. */
export function statementHelp(word: string): string | undefined {
  return STATEMENTS.get(word);
}

/** Help for a word that stands between expressions in other languages. */
export function infixHelp(word: string): string | undefined {
  return INFIX.get(word);
}

/** The keyword that a word may misspell, among those that begin an expression or item. */
export function nearestKeyword(word: string): string | undefined {
  return word.length > 2 ? nearest(word, ['def', 'extern', 'if', 'for', 'var']) : undefined;
}

/** A definition of `==` that a program may use. */
export const EQUALITY = '`def binary == 9 (a b) if a < b then 0 else if b < a then 0 else 1`';

const COMMENT = 'a comment begins with `#` and ends with the line';
const BODY = 'the body follows the parameters directly: `def f(x) x + 1`';
const BRACES = 'a body is one expression, without braces: `def f(x) x + 1`';
const STRINGS = 'there are no strings: `printd(x)` prints a number, `putchard(code)` a character';
const ARRAYS = 'there are no arrays: every value is a number';
const CONDITIONAL = 'write `if … then … else …`';
const AND = '`def binary && 6 (a b) if a then if b then 1 else 0 else 0`';
const OR = '`def binary || 5 (a b) if a then 1 else if b then 1 else 0`';
const NOT = '`def unary ! (x) if x then 0 else 1`';
const POWER = 'call `pow(x, y)`, which `extern pow(x y)` declares';
const REMAINDER = 'call `fmod(x, y)`, which `extern fmod(x y)` declares';
const UNEQUAL = '(a b) if a < b then 1 else b < a`';

const BINARY: ReadonlyMap<string, string> = new Map([
  ['==', `define it: ${EQUALITY}`],
  ['===', `define \`==\`: ${EQUALITY}`],
  ['!=', `define it: \`def binary != 9 ${UNEQUAL}`],
  ['!==', `define \`!=\`: \`def binary != 9 ${UNEQUAL}`],
  ['<>', `define it: \`def binary <> 9 ${UNEQUAL}`],
  ['<=', 'define it: `def binary <= 10 (a b) if b < a then 0 else 1`'],
  ['=<', 'define it: `def binary =< 10 (a b) if b < a then 0 else 1`'],
  ['>=', 'define it: `def binary >= 10 (a b) if a < b then 0 else 1`'],
  ['>', 'define it: `def binary > 10 (a b) b < a`'],
  ['&&', `define it: ${AND}`],
  ['&', `define it: ${AND.replace('&&', '&')}`],
  ['||', `define it: ${OR}`],
  ['|', `define it: ${OR.replace('||', '|')}`],
  [':', 'define it, to evaluate one thing and then another: `def binary : 1 (a b) b`'],
  ['**', POWER],
  ['^', POWER],
  ['%', REMAINDER],
  ['//', COMMENT],
  ['/*', COMMENT],
  ['*/', COMMENT],
  ['++', 'write `x = x + 1`'],
  ['--', 'write `x = x - 1`'],
  ['+=', 'write `x = x + …`'],
  ['-=', 'write `x = x - …`'],
  ['*=', 'write `x = x * …`'],
  ['/=', 'write `x = x / …`'],
  [':=', 'write `=`'],
  ['->', BODY],
  ['=>', BODY],
  ['?', CONDITIONAL],
]);

const UNARY: ReadonlyMap<string, string> = new Map([
  ['-', 'write `0 - x`, or define it: `def unary - (x) 0 - x`'],
  ['+', 'leave it out'],
  ['!', `define it: ${NOT}`],
  ['=', BODY],
  [':', BODY],
  ['->', BODY],
  ['=>', BODY],
  ['//', COMMENT],
  ['/*', COMMENT],
  ['*/', COMMENT],
  ['++', 'write `x = x + 1`'],
  ['--', 'write `x = x - 1`'],
]);

const BRACKETS: ReadonlyMap<string, string> = new Map([
  ['{', BRACES],
  ['}', BRACES],
  ['[', ARRAYS],
  [']', ARRAYS],
  ['"', STRINGS],
  ["'", STRINGS],
]);

const VARIABLE = 'variables are declared for an expression: `var x = 1 in x + 2`';
const FUNCTION = 'functions are defined by `def f(x y) …`';
const LOOP = 'the loop is `for i = 1, i < 10, 1 in …`';
const HOST = 'functions of the host are declared: `extern sqrt(x)`';
const PRINT = 'declare it, `extern printd(x)`, and call it: `printd(…)`';
const TYPE = 'every value is a number, and types are not written';

const STATEMENTS: ReadonlyMap<string, string> = table([
  ['let const val local my auto dim set', VARIABLE],
  ['int float double long short number bool char void', TYPE],
  ['return yield', 'a function returns the value of its body: leave the word out'],
  ['while loop repeat do until foreach', LOOP],
  ['function func fn fun define proc sub procedure lambda', FUNCTION],
  ['import include require use using from', HOST],
  ['elif elsif elseif', 'write `else if … then …`'],
  ['end begin endif fi done pass', 'expressions end by themselves: leave the word out'],
  ['switch case match when unless', CONDITIONAL],
  ['break continue', 'a loop ends when its condition is 0'],
  ['class struct type enum', TYPE],
  ['print echo puts println printf', PRINT],
  ['not', `define an operator: ${NOT}`],
]);

const INFIX: ReadonlyMap<string, string> = table([
  ['and', `define an operator: ${AND}`],
  ['or', `define an operator: ${OR}`],
  ['mod rem', REMAINDER],
  ['is eq', `define an operator: ${EQUALITY}`],
  ['do', 'the body of a loop follows `in`'],
  ['to upto', 'a loop goes on while a condition holds: `for i = 1, i < 10 in …`'],
]);

function table(entries: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(entries.flatMap(([words, help]) => words.split(' ').map((word) => [word, help])));
}
