import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Output } from '../../src/runtime/index.ts';
import { scaled } from '../support/long.ts';

const CHUNK = 64 * 1024;

function recorder() {
  const chunks: Uint8Array[] = [];
  const output = new Output((bytes) => chunks.push(bytes));
  return { chunks, output, text: () => Buffer.concat(chunks).toString() };
}

describe('Output', () => {
  it('holds bytes back until they are flushed', () => {
    const { chunks, output, text } = recorder();
    output.writeText('one\n');
    output.writeByte(0x41);
    expect([output.pending, chunks.length]).toEqual([5, 0]);
    output.flush();
    expect([output.pending, text()]).toEqual([0, 'one\nA']);
  });

  it('hands nothing over when nothing is pending', () => {
    const { chunks, output } = recorder();
    output.flush();
    output.writeText('');
    output.flush();
    expect(chunks).toEqual([]);
  });

  it('hands over a chunk as soon as it is full', () => {
    const { chunks, output } = recorder();
    output.writeText('x'.repeat(CHUNK - 1));
    expect(chunks.length).toBe(0);
    output.writeByte(0x79);
    expect([chunks.map((chunk) => chunk.length), output.pending]).toEqual([[CHUNK], 0]);
  });

  it('keeps the low eight bits of a byte', () => {
    const { chunks, output } = recorder();
    for (const byte of [65, 256 + 66, -1]) output.writeByte(byte);
    output.flush();
    expect([...chunks[0]!]).toEqual([65, 66, 255]);
  });

  it('never writes again to what it handed over', () => {
    const { chunks, output } = recorder();
    for (const text of ['first', 'x'.repeat(CHUNK), 'y'.repeat(CHUNK)]) {
      output.writeText(text);
      output.flush();
    }
    expect(Buffer.from(chunks[0]!).toString()).toBe('first');
    expect(new Set(chunks[1]!)).toEqual(new Set([0x78]));
    expect(new Set(chunks.map((chunk) => chunk.buffer)).size).toBe(chunks.length);
  });

  it('writes UTF-8, whatever the order of writes and flushes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((s) => s.repeat(9000)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean())), (writes) => {
        const { output, text } = recorder();
        for (const [part, flush] of writes) {
          output.writeText(part);
          if (flush) output.flush();
        }
        output.flush();
        expect(text()).toBe(writes.map(([part]) => part).join(''));
      }),
      { numRuns: scaled(100) },
    );
  });

  it('goes on after a sink that throws', () => {
    const received: string[] = [];
    let isBroken = true;
    const output = new Output((bytes) => {
      if (isBroken) throw new Error('no space left');
      received.push(Buffer.from(bytes).toString());
    });
    output.writeText('lost');
    expect(() => output.flush()).toThrow('no space left');
    expect(() => output.writeText('é'.repeat(CHUNK))).toThrow('no space left');
    expect(() => output.writeText('e'.repeat(CHUNK))).toThrow('no space left');
    expect(output.pending).toBe(0);
    isBroken = false;
    output.writeText('kept');
    output.flush();
    expect(received).toEqual(['kept']);
  });

  it('lets the sink write', () => {
    const received: string[] = [];
    const output = new Output((bytes) => {
      received.push(Buffer.from(bytes).toString());
      if (received.length === 1) output.writeText('from the sink');
    });
    output.writeText('first');
    output.flush();
    output.flush();
    expect(received).toEqual(['first', 'from the sink']);
  });
});
