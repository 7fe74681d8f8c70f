/** The suite's results as a table: times in milliseconds, else our time ÷ the other time. */

export function tableOf(results, peers) {
  const columns = [time('ms', (result) => result.steady.kaleidoscope)];
  for (const id of peers) columns.push(ratio(`÷ ${id}`, (result) => result.ratio[id]));
  columns.push(ratio('first ÷ steady', (result) => result.firstOverSteady));
  if (results.every(({ whole }) => whole !== undefined)) {
    columns.push(time('| process ms', (result) => result.whole.kaleidoscope));
    for (const id of peers) columns.push(ratio(`÷ ${id}`, (result) => result.wholeRatio[id]));
  }
  const rows = [
    ['', ...columns.map(({ title }) => title)],
    ...results.map((result) => [result.name, ...columns.map(({ of, show }) => show(of(result)))]),
    ['geometric mean', ...columns.map(({ of, sum }) => sum(results.map(of), geometric))],
    ['worst', ...columns.map(({ of, sum }) => sum(results.map(of), worst))],
  ];
  return rows.map((row) => aligned(row, rows)).join('\n');
}

export function geometric(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function worst(values) {
  return Math.max(...values);
}

function time(title, of) {
  return { title, of, show: (value) => value.toFixed(0), sum: () => '' };
}

function ratio(title, of) {
  const show = (value) => value.toFixed(2);
  return { title, of, show, sum: (values, over) => show(over(values)) };
}

function aligned([name, ...cells], rows) {
  const width = (column) => Math.max(...rows.map((row) => row[column].length));
  const padded = cells.map((cell, i) => cell.padStart(width(i + 1)));
  return [name.padEnd(width(0)), ...padded].join('  ');
}
