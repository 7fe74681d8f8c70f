/** What the façade makes of mistakes, beyond what cases can show. */
import { expect, test } from 'vitest';
import { KaleidoscopeJIT } from '../src/kaleidoscope-jit.ts';
import { DiagnosticError, renderDiagnostic, SourceFile } from '../src/source/index.ts';
import { thrownBy } from './support/thrown-by.ts';

test('among many misspelled names only the first few hundred are looked up', () => {
  using jit = new KaleidoscopeJIT();
  let text = '';
  for (let i = 0; i < 1000; i++) text += `def function${i}(x) functoin${i}(x);\n`;
  const found = jit.check(new SourceFile('<test>', text));
  const helps = found.map(({ help }) => help);
  expect(helps[0]).toBe("did you mean 'function0'?");
  expect(helps.filter((help) => help !== undefined).length).toBeLessThan(500);
  // The next text starts over.
  expect(jit.check(new SourceFile('<test>', 'functoin7(1)'))[0]?.help).toBe(
    "did you mean 'function7'?",
  );
});

test('a name of a megabyte makes a short message', () => {
  using jit = new KaleidoscopeJIT();
  const name = 'x'.repeat(1e6);
  for (const text of [
    name,
    `${name}(1)`,
    `def ${name}(${name}) 1; ${name}()`,
    `${name}1 = 2`,
    `def ${name}() 1; ${name}`,
    `${name}(1) = 2`,
    `(var ${name} in 1) + ${name}`,
    `def f(${name}) ${name}(1); f(1)`,
  ]) {
    const thrown = thrownBy(() => jit.evaluate(text)) as DiagnosticError;
    expect(thrown).toBeInstanceOf(DiagnosticError);
    for (const diagnostic of thrown.diagnostics) {
      expect(renderDiagnostic(diagnostic, { colour: false }).length).toBeLessThan(1000);
    }
    jit.addSource(`def ${name}() 1`);
  }
});
