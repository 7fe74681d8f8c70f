/** Listeners: what they hear, and what they cannot harm. */
import { expect, test, vi } from 'vitest';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { EventEmitter, InvalidArgumentError } from '../../src/orc/index.ts';
import { thrownBy } from '../support/thrown-by.ts';

test('once hears one event, and none after it was stopped', () => {
  const events = new EventEmitter<{ change: number }>();
  const heard: number[] = [];
  events.once('change', (n) => heard.push(n));
  const stop = events.once('change', (n) => heard.push(-n));
  stop();
  for (const n of [1, 2]) events.emit('change', n);
  expect(heard).toEqual([1]);
  expect(events.has('change')).toBe(false);
});

test('once that emits its own event again hears it once', () => {
  const events = new EventEmitter<{ change: number }>();
  const heard: number[] = [];
  events.once('change', (n) => {
    heard.push(n);
    events.emit('change', n + 1);
  });
  events.emit('change', 1);
  expect(heard).toEqual([1]);
});

test('a listener is a function', () => {
  using jit = new KaleidoscopeJIT();
  for (const add of ['on', 'once'] as const) {
    const thrown = thrownBy(() => jit.events[add]('ready', undefined as never));
    expect(thrown).toBeInstanceOf(InvalidArgumentError);
    expect(thrown).toMatchObject({ message: 'a listener must be a function, but is undefined' });
  }
});

test('listeners that throw harm no call; what they throw is reported as uncaught', () => {
  using jit = new KaleidoscopeJIT();
  const reports: (() => void)[] = [];
  const spy = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((report) => {
    reports.push(report);
  });
  try {
    const mine = new Error('mine');
    const heard: string[] = [];
    const types = [
      ...(['defined', 'stage', 'ready', 'interpreted'] as const),
      ...(['failed', 'invalidated', 'removed'] as const),
    ];
    for (const type of types) {
      jit.events.on(type, () => {
        throw mine;
      });
      jit.events.on(type, () => heard.push(type));
    }
    jit.addSource('def g(x) x * 2; def f(x) g(x) + 1');
    expect(jit.function('f')(2)).toBe(5);
    jit.addSource('def g(x) x * 3');
    expect(jit.function('f')(2)).toBe(7);
    jit.removeModule(jit.addModule({ functions: [jit.lower(ast(jit)).functions[0]!] }));
    jit.addSource('def bad(x) nosuch(x)');
    expect(() => jit.function('bad')(1)).toThrow("unknown function 'nosuch'");
    for (let i = 0; i < 20; i++) jit.addSource(`def h${i}(x) x + ${i}; h${i}(1)`);
    expect(new Set(heard)).toEqual(new Set(types));
    expect(reports).toHaveLength(heard.length);
    for (const report of reports) expect(thrownBy(report)).toBe(mine);
  } finally {
    spy.mockRestore();
  }
});

/** A function that is not defined. */
function ast(jit: KaleidoscopeJIT) {
  const unit = jit.session.main.unitOf('g') as unknown as { ast: Parameters<typeof jit.lower>[0] };
  const { prototype } = unit.ast;
  return { ...unit.ast, prototype: { ...prototype, name: 'other' } };
}
