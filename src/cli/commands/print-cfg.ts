/**
 * Control flow as a picture, in Graphviz's language DOT: a box for each block, with its
 * instructions; an edge for each branch, labelled `T` and `F` where there are two. Dashed edges go
 * back in reverse postorder: they repeat loops.
 */
import { analyzeControlFlow } from '../../analysis/index.ts';
import { type Block, type IRFunction, printFunction, terminatorOf } from '../../ir/index.ts';

/** One graph of all functions, each in its own frame. Cost: n log n in the number of blocks. */
export function printControlFlow(functions: readonly IRFunction[]): string {
  return [
    'digraph {',
    '  node [shape=box, fontname=monospace];',
    '  edge [fontname=monospace];',
    ...functions.flatMap(printCluster),
    '}',
    '',
  ].join('\n');
}

function printCluster(fn: IRFunction, index: number): string[] {
  const [signature, ...blocks] = printedParts(fn);
  const { order } = analyzeControlFlow(fn);
  const node = (block: number) => `f${index}b${block}`;
  const edges = (from: Block) => {
    const { blocks: targets } = terminatorOf(fn, from);
    return targets.map((to, at) => {
      const attributes = [
        ...(targets.length === 2 ? [`label=${at === 0 ? 'T' : 'F'}`] : []),
        ...(order[to]! <= order[from]! ? ['style=dashed'] : []),
      ];
      const list = attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`;
      return `    ${node(from)} -> ${node(to)}${list};`;
    });
  };
  return [
    `  subgraph cluster${index} {`,
    `    label=${quote([signature!])};`,
    ...blocks.map((lines, block) => `    ${node(block)} [label=${quote(lines)}];`),
    ...blocks.flatMap((_, block) => edges(block as Block)),
    '  }',
  ];
}

/** The first line of a function's text without its brace, and the lines of each block. */
function printedParts(fn: IRFunction): [string, ...string[][]] {
  const [head = '', ...lines] = printFunction(fn).trimEnd().split('\n');
  const blocks: string[][] = [];
  for (const line of lines.slice(0, -1)) {
    // A block's label is not indented, its instructions are.
    if (line.startsWith(' ')) blocks.at(-1)!.push(line);
    else blocks.push([line]);
  }
  return [head.replace(/ \{$/, ''), ...blocks];
}

/** Left-aligned lines, quoted for DOT. */
function quote(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replace(/[\\"]/g, '\\$&'));
  return `"${escaped.map((line) => `${line}\\l`).join('')}"`;
}
