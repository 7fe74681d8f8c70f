/** Parses for tests: everything that comes out of a text, in short form. */
import {
  type Item,
  kindOf,
  NodeKind,
  type Nodes,
  nodeCount,
  OperatorTable,
  operatorOf,
  Parser,
  payloadOf,
} from '../../src/language/index.ts';
import { type Diagnostic, headline, SourceFile } from '../../src/source/index.ts';

export interface Parsed {
  readonly items: readonly Item[];
  readonly diagnostics: readonly Diagnostic[];
  /** The diagnostics' first lines, each with its notes' indented. */
  readonly messages: readonly string[];
  readonly operators: OperatorTable;
}

export function parse(text: string, operators = new OperatorTable()): Parsed {
  const items: Item[] = [];
  const diagnostics: Diagnostic[] = [];
  const parser = new Parser(new SourceFile('t', text), operators, (d) => diagnostics.push(d));
  for (let item = parser.next(); item; item = parser.next()) items.push(item);
  const messages = diagnostics.flatMap((d) => [
    headline(d).slice(2),
    ...d.notes.map((n) => `  ${headline(n).slice(2)}`),
  ]);
  return { items, diagnostics, messages, operators };
}

/** The nodes of each definition and expression of a text without mistakes. */
export function nodesOf(text: string, operators?: OperatorTable): readonly string[] {
  const { items, diagnostics, operators: used } = parse(text, operators);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(headline).join('\n'));
  return items.flatMap((item) =>
    !('ast' in item) ? [] : [layout(item.ast.nodes, item.ast.prototype.source.text, used)],
  );
}

const NAMES = Object.fromEntries(Object.entries(NodeKind).map(([name, kind]) => [kind, name]));

/** Nodes in their order: text of leaves, operators, and other kinds with their payloads. */
function layout(nodes: Nodes, text: string, operators: OperatorTable): string {
  const parts: string[] = [];
  for (let node = 0; node < nodeCount(nodes); node++) {
    const kind = kindOf(nodes, node);
    const payload = payloadOf(nodes, node);
    const source = text.slice(nodes[node * 3 + 1], nodes[node * 3 + 2]);
    if (kind === NodeKind.number || kind === NodeKind.variable) parts.push(source);
    else if (kind === NodeKind.target) parts.push(`&${source}`);
    else if (kind === NodeKind.unary) parts.push(`unary${operators.text(operatorOf(nodes, node))}`);
    else if (kind === NodeKind.binary) parts.push(operators.text(operatorOf(nodes, node)));
    else if (kind === NodeKind.call) parts.push(`${/^\w+/.exec(source)}/${payload}`);
    else if (kind === NodeKind.bind || kind === NodeKind.bindZero) {
      parts.push(`${NAMES[kind]}(${source})`);
    } else if (kind === NodeKind.for) parts.push(`for(${source},${payload})`);
    else parts.push(payload === 0 ? NAMES[kind]! : `${NAMES[kind]}(${payload})`);
  }
  return parts.join(' ');
}
