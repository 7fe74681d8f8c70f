/** What messages offer to write works. */
import { describe, expect, test } from 'vitest';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { operatorHelp } from '../../src/language/foreign-syntax.ts';

/** The definition that a message offers. */
function definitionIn(help: string | undefined): string {
  const definition = /`(def [^`…]*)`/.exec(help ?? '')?.[1];
  if (definition === undefined) throw new Error(`no definition in: ${help}`);
  return definition;
}

describe('the definition offered for', () => {
  test.each([
    ['==', [1, 0, 0]],
    ['!=', [0, 1, 1]],
    ['<>', [0, 1, 1]],
    ['<=', [1, 1, 0]],
    ['=<', [1, 1, 0]],
    ['>=', [1, 0, 1]],
    ['>', [0, 0, 1]],
    ['&&', [1, 1, 1]],
    ['&', [1, 1, 1]],
    ['||', [1, 1, 1]],
    ['|', [1, 1, 1]],
    [':', [2, 3, 2]],
  ])('%s, of 2 and 2, 2 and 3, 3 and 2', (operator, expected) => {
    const jit = new KaleidoscopeJIT();
    jit.addSource(definitionIn(operatorHelp(operator, false)));
    const values = ['2 and 2', '2 and 3', '3 and 2'].map((pair) =>
      jit.evaluate(pair.replace('and', operator)),
    );
    expect(values).toEqual(expected);
  });

  test.each([
    ['&&', [0, 0, 0, 1]],
    ['||', [0, 1, 1, 1]],
  ])('%s, of 0 and 1', (operator, expected) => {
    const jit = new KaleidoscopeJIT();
    jit.addSource(definitionIn(operatorHelp(operator, false)));
    const pairs = ['0 and 0', '0 and 1', '1 and 0', '1 and 1'];
    expect(pairs.map((pair) => jit.evaluate(pair.replace('and', operator)))).toEqual(expected);
  });

  test.each([
    ['-', [-0, -2]],
    ['!', [1, 0]],
  ])('unary %s, of 0 and 2', (operator, expected) => {
    const jit = new KaleidoscopeJIT();
    jit.addSource(definitionIn(operatorHelp(operator, true)));
    const [zero, two] = [jit.evaluate(`${operator}0`), jit.evaluate(`${operator}2`)];
    expect([zero + 0, two]).toEqual(expected.map((value) => value + 0));
  });
});
