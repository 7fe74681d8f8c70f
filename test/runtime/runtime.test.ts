import { describe, expect, it } from 'vitest';
import { HostFunctionUnit } from '../../src/orc/index.ts';
import { createRuntime, mathFunctions, Output } from '../../src/runtime/index.ts';

function start() {
  const bytes: number[] = [];
  const output = new Output((chunk) => bytes.push(...chunk));
  const runtime = createRuntime(output);
  const call = (name: string, ...args: number[]) => {
    const unit = runtime.generate(name) as HostFunctionUnit;
    return unit.symbols[0].call(...args);
  };
  const written = () => {
    output.flush();
    return bytes.splice(0);
  };
  return { runtime, call, written, text: () => String.fromCharCode(...written()) };
}

describe('createRuntime', () => {
  it('prints numbers, bytes and newlines, and returns 0', () => {
    const { call, text } = start();
    const results = [call('printd', 0.0078125), call('putchard', 65), call('printlf')];
    expect(results).toEqual([0, 0, 0]);
    expect(text()).toBe('0.007812\nA\n');
  });

  it.each([
    [65.9, 65],
    [-0.9, 0],
    [-1, 255],
    [-1.5, 255],
    [256 + 10, 10],
    [2 ** 40 + 7, 7],
    [1e300, 0],
    [Number.NaN, 0],
    [Infinity, 0],
    [-Infinity, 0],
  ])('putchard(%d) writes byte %d', (x, byte) => {
    const { call, written } = start();
    call('putchard', x);
    expect(written()).toEqual([byte]);
  });

  it('generates a unit for each of its names, with its type', () => {
    const { runtime } = start();
    const names = [...runtime.names()];
    expect(names).toEqual(['printd', 'putchard', 'printlf', ...mathFunctions().keys()]);
    for (const name of names) {
      const unit = runtime.generate(name);
      expect(unit).toBeInstanceOf(HostFunctionUnit);
      expect(unit!.symbols.map((symbol) => symbol.name)).toEqual([name]);
      expect(unit!.symbols[0]!.type).toBe(runtime.typeOf(name));
    }
    expect(runtime.generate('sin')).not.toBe(runtime.generate('sin'));
  });

  it.each(['cosine', 'toString', '__proto__', 'constructor', ''])('has no "%s"', (name) => {
    const { runtime } = start();
    expect(runtime.generate(name)).toBeUndefined();
    expect(runtime.typeOf(name)).toBeUndefined();
  });

  it('lets what the sink throws reach the program', () => {
    const output = new Output(() => {
      throw new Error('broken pipe');
    });
    const unit = createRuntime(output).generate('printd') as HostFunctionUnit;
    const print = unit.symbols[0].call;
    expect(() => {
      for (let i = 0; i < 10_000; i++) print(i);
    }).toThrow('broken pipe');
    expect(print(1)).toBe(0);
  });
});
