/**
 * A budget: shows which cells the spreadsheet compiles after a change:
 *
 *     node examples/spreadsheet/demo.mjs
 */
import { Sheet } from './sheet.mjs';

const sheet = new Sheet();
/** @type {string[]} */
let compiled = [];
sheet.events.on('ready', ({ name, size }) => {
  if (size > 0) compiled.push(name); // a function of JavaScript has no code of ours
});

/** Shows cells, and the cells that this compiled. @param {string[]} cells */
function show(...cells) {
  const values = cells.map((cell) => `${cell} = ${look(cell)}`);
  console.log(`  ${values.join('   ')}`);
  console.log(`  compiled: ${compiled.join(' ') || 'nothing'}\n`);
  compiled = [];
}

/** @param {string} cell */
function look(cell) {
  try {
    return sheet.get(cell);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

/** @param {string} change A cell and its formula: A1 = B1 * 2 */
function enter(change) {
  const [cell = '', formula = ''] = change.split(/ = (.*)/);
  console.log(change);
  sheet.set(cell, formula);
}

for (const change of [
  'A1 = 1200',
  'A2 = 350',
  'A3 = 89.90',
  'B1 = SUM(A1, A2, A3)',
  'B2 = 0.19',
  'C1 = B1 * (1 + B2)',
  'C2 = IF(C1 > 2000, ROUND(C1 * 0.97, 2), C1)',
  'D1 = NOSUCH(C1)',
]) {
  enter(change);
}
console.log('\nNothing is compiled until somebody looks, and then just what is needed:');
show('C1');
show('C2');

console.log('A number is built into the formulas that use it. They are compiled again:');
enter('A1 = 1500');
show('C1', 'C2');

console.log('A formula is called. A new one leaves its users as they are:');
enter('B1 = MAX(A1, A2, A3) * 2');
show('C2');

console.log('A mistake is reported to those who need the cell, and can be put right:');
show('D1');
sheet.addFunction('NOSUCH', (x) => Math.floor(x / 12));
show('D1');

console.log('A cell that needs itself:');
enter('A2 = C2 - A3');
enter('B1 = SUM(A1, A2, A3)');
show('C2');
enter('A2 = 350');
show('C2');
