/**
 * The suite's results as a picture: a bar for each program and peer on a logarithmic axis, to the
 * left where our code is faster. `node bench/chart.mjs results.json > chart.svg`
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PEERS = [
  { id: 'clang', title: 'clang -O3' },
  { id: 'luajit', title: 'LuaJIT' },
  { id: 'javascript', title: 'JavaScript' },
];
const WIDTH = 800;
const TOP = 92;
const LABELS = 140;
const MARGIN = 24;
const BAR = 6;
const GAP = 7;

/** Colours that stand out on white and on black; text follows the reader's mode. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 16px; font-weight: 600 }
  .strong { font-weight: 600 }
  .muted { fill: #59636e }
  .grid { stroke: #8c959f; stroke-opacity: .3 }
  .one { stroke: #59636e }
  .clang { fill: #2f7fd1 } .luajit { fill: #d98800 } .javascript { fill: #1a9e77 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .muted { fill: #9198a1 }
    .one { stroke: #9198a1 }
  }`;

/** An SVG image of the results of `suite.mjs`. */
export function chart({ programs, geometricMean, machine, date }) {
  const peers = PEERS.filter(({ id }) => id in geometricMean.ratio);
  const groups = [
    { name: 'geometric mean', ratio: geometricMean.ratio, strong: true },
    ...programs.map(({ name, ratio }) => ({ name, ratio })),
  ];
  const step = peers.length * BAR + GAP;
  const bottom = TOP + groups.length * step;
  const height = bottom + 62;
  const x = logarithmicScale(groups.flatMap(({ ratio }) => peers.map(({ id }) => ratio[id])));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Our time divided by theirs">
<style>${STYLE}
</style>
<text class="title" x="${MARGIN}" y="30">Time of compiled code, compared with the same programs in other languages</text>
<text class="muted" x="${MARGIN}" y="50">our time ÷ theirs in steady state: bars to the left of 1 are programs that run faster here</text>
${legend(peers, geometricMean.ratio)}
${axis(x, bottom)}
${groups.map((group, i) => bars(group, { peers, x, y: TOP + i * step })).join('\n')}
<line class="one" x1="${x.at(1)}" x2="${x.at(1)}" y1="${TOP - 6}" y2="${bottom}"/>
<text class="muted" x="${MARGIN}" y="${height - 14}">${escapeText(`${date}; ${machine}`)}</text>
</svg>
`;
}

/** Places ratios: powers of two at equal distances. */
function logarithmicScale(values) {
  const low = Math.floor(Math.log2(Math.min(0.5, ...values)));
  const high = Math.ceil(Math.log2(Math.max(2, ...values)));
  const unit = (WIDTH - LABELS - 2 * MARGIN) / (high - low);
  const at = (ratio) => round(LABELS + MARGIN + (Math.log2(ratio) - low) * unit);
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, i) => low + i) };
}

function legend(peers, mean) {
  const items = peers.map(({ id, title }, i) => {
    const x = MARGIN + i * 200;
    const text = `${title}: ${mean[id].toFixed(2)} on average`;
    return `<rect class="${id}" x="${x}" y="62" width="10" height="10"/><text x="${x + 15}" y="71">${text}</text>`;
  });
  return items.join('\n');
}

function axis({ at, ticks }, bottom) {
  const lines = ticks.map((power) => {
    const x = at(2 ** power);
    const label = power < 0 ? `1/${2 ** -power}` : `${2 ** power}`;
    return (
      `<line class="grid" x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${bottom}"/>` +
      `<text class="muted" x="${x}" y="${bottom + 16}" text-anchor="middle">${label}</text>`
    );
  });
  return lines.join('\n');
}

function bars({ name, ratio, strong = false }, { peers, x, y }) {
  const middle = y + (peers.length * BAR) / 2 + 4;
  const label = `<text class="${strong ? 'strong' : ''}" x="${LABELS + MARGIN - 12}" y="${middle}" text-anchor="end">${escapeText(name)}</text>`;
  const rectangles = peers.map(({ id, title }, i) => {
    const [left, right] = [x.at(1), x.at(ratio[id])].sort((a, b) => a - b);
    const width = Math.max(1, round(right - left));
    const hint = `${name} ÷ ${title}: ${ratio[id].toFixed(2)}`;
    return `<rect class="${id}" x="${left}" y="${y + i * BAR}" width="${width}" height="${BAR - 1}"><title>${escapeText(hint)}</title></rect>`;
  });
  return [label, ...rectangles].join('\n');
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(chart(JSON.parse(readFileSync(process.argv[2], 'utf8'))));
}
