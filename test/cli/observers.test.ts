import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kaleidoscope, workspace } from './kaleidoscope.ts';

/** Expressions call both `f` and `g`, whether or not one of them was built into the other. */
const program =
  'def f(x) x + 1; def g(x) f(x); def h(x) nosuch(x); f(1); g(1); def f(x) x + 2; f(1); g(1); h(1)';

/** A module with a function that its entry calls, and one that nobody does. */
const module = `define double @main() {
entry:
  %0 = call double @twice(double 3.0)
  ret double %0
}
define double @twice(double %x) {
entry:
  %0 = fadd double %x, %x
  ret double %0
}
define double @other(double %x) {
entry:
  ret double %x
}
`;

describe('a module of intermediate code', () => {
  test('is counted: it is compiled whole', async () => {
    const args = ['run', '--stats=json', '-'];
    const { stdout, stderr, code } = await kaleidoscope(args, { input: module });
    expect({ stdout, code }).toEqual({ stdout: 'Evaluated to 6.000000\n', code: 0 });
    expect(JSON.parse(stderr)).toMatchObject({ declared: 3, compiled: 3, neverCompiled: 0 });
  });

  test('has its functions in a trace', async () => {
    const path = join(workspace, 'module.json');
    const { code } = await kaleidoscope(['run', '--trace', path, '-'], { input: module });
    expect(code).toBe(0);
    const trace: { traceEvents: { name: string }[] } = JSON.parse(readFileSync(path, 'utf8'));
    const names = trace.traceEvents.map(({ name }) => name);
    const ready = ['main', 'twice', 'other'].map((name) => `materialize ${name}`);
    expect(names).toEqual(expect.arrayContaining(ready));
  });
});

describe('--stats', () => {
  test('counts what was declared, compiled and never compiled', async () => {
    const args = ['--stats=json', '-q', '-e', program];
    const { stdout, stderr, code } = await kaleidoscope(args);
    const { codeBytes, milliseconds, passMilliseconds, invalidated, target, ...counts } =
      JSON.parse(stderr.trimEnd().split('\n').at(-1)!);
    expect(counts).toEqual({
      declared: 3,
      compiled: 2,
      neverCompiled: 1,
      interpreted: 0,
      copied: 0,
      interpretedCalls: 0,
      cacheHits: 0,
      cacheMisses: 0,
      redefined: 1,
      expressions: 5,
      compilations: 3 + invalidated,
      failedCompilations: 1,
    });
    expect(codeBytes).toBeGreaterThan(0);
    expect(Object.keys(milliseconds)).toEqual(['lower', 'optimize', 'compile', 'link', 'total']);
    expect(target).toEqual({ triple: 'wasm32-unknown-unknown', cpu: 'generic' });
    const passes = Object.values<number>(passMilliseconds).reduce((sum, time) => sum + time);
    expect(passes).toBeLessThan(milliseconds.optimize);
    expect(Object.keys(passMilliseconds)).toEqual(
      expect.arrayContaining(['inline', 'simplify', 'mark-tail-calls']),
    );
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });

  test('counts what was copied into callers and never called by itself', async () => {
    const program = `
      def copied(x) x + 1; def both(x) x + 2; def interpreted(x) x + 3; def lazy(x) x + 4;
      def f(x) copied(x) + both(x) + interpreted(x);
      def binary | (a b) if a then 1 else b;
      def g(x) for i = 1, i < 3 in x | interpreted(x);
      f(1)`;
    const figures = async (options: string, end: string) => {
      const args = ['--stats=json', '-q', ...options.split(' '), '-e', program + end];
      return JSON.parse((await kaleidoscope(args)).stderr);
    };
    const alone = await figures('-O2', '');
    expect(alone).toMatchObject({ declared: 7, compiled: 1, neverCompiled: 6, copied: 3 });
    const called = await figures('-O2', '; both(1)');
    expect(called).toMatchObject({ compiled: 2, neverCompiled: 5, copied: 2 });
    const rarely = await figures('--interpret=9', '; g(1)');
    expect(rarely).toMatchObject({ compiled: 1, interpreted: 4, copied: 1 }); // the operator
    expect(await figures('-O0', '')).toMatchObject({ compiled: 4, copied: 0 });
  });

  test('is a table for people', async () => {
    const program = 'def f(x) x; def g(x) for i = 1, i < 3 in x; f(1); g(2)';
    const args = ['--stats', '--interpret=9', '-e', program];
    const { stdout, stderr } = await kaleidoscope(args);
    expect(stderr).toMatch(
      /^functions declared +2\n {2}compiled +1\n {2}never compiled +1\n {4}interpreted +1\n {4}copied into callers +0\n/,
    );
    expect(stderr).toMatch(/\nlower, ms +\d+\.\d{3}\n/);
    expect(stderr).toMatch(
      /\noptimize, ms +\d+\.\d{3}\n( {2}[a-z-]+, ms +\d+\.\d{3}\n){8,}compile, ms/,
    );
    expect(stderr).toMatch(/\ntarget +wasm32-unknown-unknown, generic\n$/);
    expect(stdout).toBe('Evaluated to 1.000000\nEvaluated to 0.000000\n');
  });
});

describe('--trace', () => {
  interface TraceEvent {
    readonly ph: string;
    readonly name: string;
    readonly ts: number;
    readonly dur: number;
    readonly args: Readonly<Record<string, unknown>>;
  }

  test('has a complete event for each expression, compilation and stage', async () => {
    const program = 'def f(x) x; f(1)';
    const args = ['--trace', 'trace.json', '-e', program];
    const { code } = await kaleidoscope(args);
    expect(code).toBe(0);
    const trace = JSON.parse(readFileSync(join(workspace, 'trace.json'), 'utf8'));
    const events: TraceEvent[] = trace.traceEvents;
    const complete = events.filter(({ ph }) => ph === 'X');
    const names = ['evaluate', 'materialize f', 'lower', 'optimize', 'compile', 'link'];
    expect(new Set(complete.map(({ name }) => name))).toEqual(new Set(names));
    const spans = names.map((name) => complete.find((event) => event.name === name)!);
    expect(spans[0]!.args).toEqual({ place: '<-e>:1:13' });
    expect(spans[1]!.args).toEqual({ function: 'f', bytes: expect.any(Number) });
    expect(spans[2]!.args).toEqual({ function: 'f' });
    for (const { ts, dur } of spans.slice(2)) {
      expect(ts).toBeGreaterThanOrEqual(spans[1]!.ts);
      expect(ts + dur).toBeLessThanOrEqual(spans[1]!.ts + spans[1]!.dur + 0.01);
    }
  });

  test('that cannot be written is reported before anything runs', async () => {
    const result = await kaleidoscope(['--trace', 'no/such', '-e', '1']);
    expect(result).toEqual({
      stdout: '',
      stderr: "kaleidoscope: cannot write 'no/such': no such file or directory\n",
      code: 1,
    });
  });
});
