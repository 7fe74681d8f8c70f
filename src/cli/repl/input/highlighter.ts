/** Colours for source text, by its tokens. */
import { Lexer } from '../../../language/lexer.ts';
import { isOperatorCharacter, Token } from '../../../language/tokens.ts';
import type { StyledSpan } from '../editor/screen.ts';

/** Parameters of ANSI `m` sequences. */
export const STYLES = {
  keyword: '35',
  number: '36',
  comment: '2',
  operator: '33',
  function: '34',
  command: '1',
  invalid: '31',
} as const;

/**
 * The coloured parts of an entry. Names get a colour only if `isFunction` knows them.
 *
 * @param sourceStart Offset of the source text, after the name of a command.
 */
export function highlight(
  text: string,
  sourceStart: number,
  isFunction: (name: string) => boolean,
): StyledSpan[] {
  const found: StyledSpan[] = [];
  const command = /^:\w*/.exec(text)?.[0] ?? '';
  if (sourceStart > 0) found.push({ start: 0, end: command.length, style: STYLES.command });
  // Blanks replace the command, so that the offsets stay right.
  const lexer = new Lexer(' '.repeat(sourceStart) + text.slice(sourceStart));
  for (;;) {
    comments(text, Math.max(lexer.previousEnd, sourceStart), lexer.start, found);
    if (lexer.kind === Token.end) return found;
    const { kind, start, end } = lexer;
    const style =
      kind === Token.identifier
        ? isFunction(text.slice(start, end)) && STYLES.function
        : styleOf(kind);
    if (style) found.push({ start, end, style });
    lexer.advance();
  }
}

function styleOf(kind: number): string | undefined {
  if (kind === Token.number) return STYLES.number;
  if (kind === Token.invalid) return STYLES.invalid;
  if (kind >= Token.def) return STYLES.keyword;
  return isOperatorCharacter(kind) ? STYLES.operator : undefined;
}

/** Finds the comments between two tokens. */
function comments(text: string, start: number, end: number, found: StyledSpan[]): void {
  for (const comment of text.slice(start, end).matchAll(/#[^\r\n]*/g)) {
    const from = start + comment.index;
    found.push({ start: from, end: from + comment[0].length, style: STYLES.comment });
  }
}
