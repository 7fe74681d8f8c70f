/** Names that look like parts of other names, or like names of the engines' own, mean what they say. */
import { describe, expect, test } from 'vitest';
import { parseModule } from '../../src/ir/index.ts';
import { SourceFile } from '../../src/source/index.ts';
import { engines } from '../support/engines.ts';
import { sessionsOn } from './session.ts';

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('a host function g$impl that g calls', () => {
    const { jit } = createSession();
    jit.defineHostFunction('g$impl', (x) => x + 40);
    jit.addModule(
      parseModule(`
        define double @g(double %x) {
          %y = call double @"g$impl"(double %x)
          ret double %y
        }`),
    );
    expect(jit.function('g')(2)).toBe(42);
  });

  test('g$impl is the code of g for as long as there is a g', () => {
    const { jit } = createSession();
    const define = (text: string) => {
      for (const outcome of jit.run(new SourceFile('t', text))) {
        if (outcome.kind === 'definition') return outcome.handle;
      }
      throw new Error('no definition');
    };
    const handle = define('def g(x) x + 1');
    expect(jit.function('g$impl')(1)).toBe(2);
    jit.removeModule(handle);
    expect(jit.findSymbol('g$impl')).toBeUndefined();
    define('def g(x y) x + y');
    expect(jit.function('g$impl')(1, 2)).toBe(3);
  });

  test('a module that defines g and g$impl', () => {
    const { jit } = createSession();
    jit.addModule(
      parseModule(`
        define double @g(double %x) {
          %y = call double @"g$impl"(double %x)
          %z = fadd double %y, 1.0
          ret double %z
        }
        define double @"g$impl"(double %x) {
          %y = fmul double %x, 10.0
          ret double %y
        }`),
    );
    expect(jit.function('g')(4)).toBe(41);
    expect(jit.function('g$impl')(4)).toBe(40);
  });

  test('functions with names of LLVM, of the C library and of the engine', () => {
    const { jit } = createSession();
    const module = parseModule(`
      declare double @llvm.minimum.f64(double, double)
      declare double @llvm.floor.f64(double)
      define double @floor(double %x) {
        %y = call double @outside(double %x)
        ret double %y
      }
      ${strangers.map(withStrangeName).join('\n')}`);
    jit.defineHostFunction('outside', (x) => x + 100);
    jit.addModule(module);
    module.functions.forEach(({ name }, i) => {
      expect(jit.function(name)(50.5)).toBe(i === 0 ? 150.5 : 100 + i);
    });
  });
});

/** As LLVM's assembly spells them. */
const strangers = [
  'memcpy',
  '_setjmp',
  'kaleidoscope.minimum',
  'kaleidoscope.module.00000000',
  'kaleidoscope.definition.0',
  'kaleidoscope.reference.0',
  'a b',
  'a\\22b',
  '\\01a',
  'nul\\00',
];

/** A function that is 100 more than the smaller one of its argument and its number. */
function withStrangeName(name: string, index: number): string {
  return `
    define double @"${name}"(double %x) {
      %y = call double @llvm.minimum.f64(double %x, double ${index + 1}.5)
      %z = call double @llvm.floor.f64(double %y)
      %r = call double @floor(double %z)
      ret double %r
    }`;
}
