/** What is copied into callers, and which calls become instructions: the passes by themselves. */
import { expect, test } from 'vitest';
import { parseModule, printFunction, verifyModule } from '../../src/ir/index.ts';
import { moduleContext, optimize } from '../../src/passes/index.ts';
import { inlineCalls } from '../../src/passes/inline.ts';
import { recognizeIntrinsics } from '../../src/passes/recognize-intrinsics.ts';

type CallSite = Parameters<Parameters<typeof inlineCalls>[1]>[2];

/** Inlines into `f` whatever the module defines, and checks that the module stays sound. */
function inlineAll(text: string, wanted: (name: string, site: CallSite) => boolean = () => true) {
  const module = parseModule(text);
  const bodies = new Map(parseModule(text).functions.map((fn) => [fn.name, fn]));
  const [fn] = module.functions;
  inlineCalls(fn!, (name, _, site) => (wanted(name, site) ? bodies.get(name) : undefined));
  verifyModule(module);
  return printFunction(fn!);
}

test('copies in copies come to an end', () => {
  const text = inlineAll(`
define double @f(double %x) {
entry:
  %a = call double @f(double %x)
  %b = fadd double %a, 1.0
  ret double %b
}`);
  expect(text.match(/fadd/g)).toHaveLength(9);
});

test('whoever chooses the bodies learns where the calls stand', () => {
  const sites: string[] = [];
  inlineAll(
    `
define double @f(double %x) {
entry:
  %a = call double @g(double %x)
  br label %loop
loop:
  %b = call double @g(double %a)
  %c = fcmp olt double %b, 1.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %b
}
define double @g(double %x) {
entry:
  %a = call double @h(double %x)
  ret double %a
}
declare double @h(double)`,
    (name, { path, inLoop }) => sites.push([...path, name, inLoop].join(' ')) > 0,
  );
  expect(sites).toEqual(['g false', 'g h false', 'g true', 'g h true']);
});

test('calls of the library become instructions, others stay', () => {
  const { functions } = parseModule(`
define double @f(double %x) {
entry:
  %a = call double @rint(double %x)
  %b = call double @sqrt(double %a)
  %c = call double @floor(double %b)
  %d = call double @ceil(double %c, double %x)
  ret double %d
}
declare double @rint(double)
declare double @sqrt(double)
declare double @floor(double)
declare double @ceil(double, double)`);
  const names: string[] = [];
  const changed = recognizeIntrinsics(functions[0]!, {
    isLibraryFunction: (name) => name !== 'sqrt',
    onBuiltIn: (_, builtIn) => names.push(...builtIn),
  });
  expect(changed).toBe(true);
  expect(names).toEqual(['rint', 'floor']);
  const calls = printFunction(functions[0]!).match(/@[\w.]+(?=\()/g);
  expect(calls).toEqual(['@f', '@llvm.nearbyint.f64', '@sqrt', '@llvm.floor.f64', '@ceil']);
});

test('a budget of its own bounds what a module copies', () => {
  const text = `
define double @f(double %x) {
  %a = call double @g(double %x)
  %b = call double @g(double %a)
  %c = call double @h(double %b)
  ret double %c
}
define double @g(double %x) {
  %a = fadd double %x, 1.0
  ret double %a
}
define double @h(double %x) {
  %a = call double @observe(double %x)
  %b = call double @observe(double %a)
  %c = call double @observe(double %b)
  ret double %c
}
declare double @observe(double)`;
  const calls = (calleeSize: number, growth: number) => {
    const module = parseModule(text);
    const inlineBudget = { operatorSize: 0, calleeSize, loopCalleeSize: 0, growth, loopGrowth: 0 };
    optimize(module, moduleContext(module, { inlineBudget }), { passes: ['inline'] });
    return printFunction(module.functions[0]!).match(/(?<=@)\w+(?=\(double %\d)/g);
  };
  expect(calls(4, 100)).toEqual(['h']);
  expect(calls(100, 1)).toEqual(['g', 'h']);
  expect(calls(100, 100)).toEqual(['observe', 'observe', 'observe']);
});
