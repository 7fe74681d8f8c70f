import { describe, expect, test } from 'vitest';
import {
  DiagnosticError,
  error,
  note,
  quote,
  renderDiagnostic,
  SourceFile,
  type Span,
  warning,
} from '../../src/source/index.ts';

/** Renders an error over the first occurrence of `marked`. */
function render(text: string, marked: string): string[] {
  const source = new SourceFile('a.ks', text);
  const start = text.indexOf(marked);
  const span = { source, start, end: start + marked.length };
  return renderDiagnostic(error(span, 'bad'), { colour: false }).split('\n');
}

describe('SourceFile', () => {
  test('knows all three line ends', () => {
    const file = new SourceFile('a.ks', 'a\nb\r\nc\rd');
    expect(file.position(7)).toEqual({ line: 4, column: 1 });
    expect(file.position(2)).toEqual({ line: 2, column: 1 });
    expect([1, 2, 3, 4, 5].map((line) => file.lineAt(line))).toEqual(['a', 'b', 'c', 'd', '']);
  });

  test('counts columns in code points', () => {
    const file = new SourceFile('a.ks', '\té𝔘x');
    expect([0, 1, 2, 4, 5].map((at) => file.position(at).column)).toEqual([1, 2, 3, 4, 5]);
    expect(file.position(2).column).toBe(3);
  });

  test('has a place at the end of the text', () => {
    expect(new SourceFile('a.ks', 'a\n').position(2)).toEqual({ line: 2, column: 1 });
    expect(new SourceFile('a.ks', '').position(0)).toEqual({ line: 1, column: 1 });
  });

  test('finds places in a long line in any order', () => {
    const file = new SourceFile('a.ks', `\n${'x'.repeat(1000)}\ny`);
    expect(file.position(900).column).toBe(900);
    expect(file.position(3).column).toBe(3);
    expect(file.position(1002)).toEqual({ line: 3, column: 1 });
  });
});

describe('renderDiagnostic', () => {
  test('shows the place, the line and the span', () => {
    expect(render('1\nfoo + 1', 'foo')).toEqual(['a.ks:2:1: error: bad', 'foo + 1', '^~~']);
  });

  test('repeats tabs under tabs', () => {
    expect(render('\ta\tb b', 'b')).toEqual(['a.ks:1:4: error: bad', '\ta\tb b', '\t \t^']);
  });

  test('gives wide characters two cells and combining ones none', () => {
    expect(render('漢😀e\u0301 x', 'x')[2]).toBe('      ^');
    expect(render('a 漢字', '漢字')[2]).toBe('  ^~~~');
  });

  test('shows stand-ins for characters that disturb a terminal', () => {
    expect(render('\x1b[31m x', 'x').slice(1)).toEqual(['␛[31m x', '      ^']);
    expect(render('\u202e\ud800x', 'x').slice(1)).toEqual(['\ufffd\ufffdx', '  ^']);
  });

  test('shows a window of a long line', () => {
    const [head, line, carets] = render(`${'a'.repeat(1e6)}MARK${'b'.repeat(1e6)}`, 'MARK');
    expect(head).toBe('a.ks:1:1000001: error: bad');
    expect(line).toMatch(/^…a+MARKb+…$/);
    expect(line!.length).toBeLessThan(130);
    expect(carets).toBe(`${' '.repeat(line!.indexOf('MARK'))}^~~~`);
  });

  test('shows what fits into a terminal', () => {
    const text = `${'a'.repeat(40)}MARK${'b'.repeat(40)}`;
    const source = new SourceFile('a.ks', text);
    for (const start of [0, 40, 83, 84]) {
      const diagnostic = error({ source, start, end: start + 4 }, 'bad');
      for (const columns of [1, 20, 50, 84, 85, 200]) {
        const rendered = renderDiagnostic(diagnostic, { colour: false, columns });
        const [, line = '', carets = ''] = rendered.split('\n');
        const room = Math.max(columns, 20);
        if (room > text.length) expect(line).toBe(text);
        else expect(room - line.length).toBeOneOf([0, 1]);
        expect(carets.length).toBeLessThanOrEqual(room);
        expect(line[carets.indexOf('^')]).toBe(text[start]);
      }
    }
  });

  test('does not tear pairs apart at the edge of a window', () => {
    for (const shift of ['', 'x']) {
      const [, line] = render(`${shift}${'😀'.repeat(200)}MARK${'😀'.repeat(200)}`, 'MARK');
      expect(line).toMatch(/^…(😀)+MARK(😀)+…$/u);
    }
  });

  test('marks only the first line of a long span', () => {
    expect(render('a (b\nc)', '(b\nc)').slice(1)).toEqual(['a (b', '  ^~']);
  });

  test('marks the place behind the last character', () => {
    const source = new SourceFile('a.ks', 'ab');
    const text = renderDiagnostic(error({ source, start: 2, end: 2 }, 'bad'), { colour: false });
    expect(text).toBe('a.ks:1:3: error: bad\nab\n  ^');
  });

  test('shows notes behind', () => {
    const source = new SourceFile('a.ks', 'a\nb');
    const notes = [note({ source, start: 0, end: 1 }, 'see')];
    const text = renderDiagnostic(warning({ source, start: 2, end: 3 }, 'odd', notes), {
      colour: false,
    });
    expect(text).toBe('a.ks:2:1: warning: odd\nb\n^\na.ks:1:1: note: see\na\n^');
  });

  test('lists the first few further places', () => {
    const source = new SourceFile('a.ks', 'x\nx x x x x x x');
    const other = new SourceFile('b.ks', 'x');
    const at = (start: number) => ({ source, start, end: start + 1 });
    const places = [2, 4, 6, 8, 10, 12, 14].map(at);
    const line = (...alsoAt: Span[]) =>
      renderDiagnostic({ ...error(at(0), 'bad'), alsoAt }, { colour: false }).split('\n')[3];
    expect(line(at(2))).toBe('also at 2:1');
    expect(line(at(2), { source: other, start: 0, end: 1 })).toBe('also at 2:1 and b.ks:1:1');
    expect(line(...places.slice(0, 6))).toBe('also at 2:1, 2:3, 2:5, 2:7, 2:9 and 1 more place');
    expect(line(...places)).toBe('also at 2:1, 2:3, 2:5, 2:7, 2:9 and 2 more places');
  });

  test('shows help last', () => {
    const source = new SourceFile('a.ks', 'foo');
    const span = { source, start: 0, end: 3 };
    const text = renderDiagnostic(error(span, 'bad', [note(span, 'see')], "did you mean 'fog'?"), {
      colour: false,
    });
    expect(text.split('\n').slice(-2)).toEqual(['^~~', "help: did you mean 'fog'?"]);
  });

  test('shows stand-ins in names and messages, too', () => {
    const source = new SourceFile('\x1b[2J\n.ks', 'a');
    const text = renderDiagnostic(error({ source, start: 0, end: 1 }, '\x07\u202e', [], '\r'), {
      colour: false,
    });
    expect(text).toBe('␛[2J␊.ks:1:1: error: ␇\ufffd\na\n^\nhelp: ␍');
  });

  test('colours without changing the text', () => {
    const source = new SourceFile('a.ks', 'a');
    const diagnostic = error({ source, start: 0, end: 1 }, 'bad');
    const coloured = renderDiagnostic(diagnostic, { colour: true });
    expect(coloured).toContain('\x1b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    const plain = coloured.replaceAll(/\x1b\[[\d;]*m/g, '');
    expect(plain).toBe(renderDiagnostic(diagnostic, { colour: false }));
  });
});

test('DiagnosticError says what the first diagnostic says', () => {
  const source = new SourceFile('a.ks', 'a');
  const thrown = new DiagnosticError([error({ source, start: 0, end: 1 }, 'bad')]);
  expect(thrown.message).toBe('a.ks:1:1: error: bad');
  expect(String(thrown)).toBe('DiagnosticError: a.ks:1:1: error: bad');
});

test('quotes are short and disturb no terminal', () => {
  expect(quote('fib')).toBe("'fib'");
  expect(quote('\x1b[31m')).toBe("'␛[31m'");
  expect(quote('x'.repeat(1e6))).toBe(`'${'x'.repeat(40)}…'`);
  expect(quote(`${'x'.repeat(39)}😀`)).toBe(`'${'x'.repeat(39)}…'`);
});
