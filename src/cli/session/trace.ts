/**
 * `--trace`: a run on a time line, in Chrome's trace-event format ("Trace Event Format", 2016),
 * which Perfetto and Chrome's own viewer open. Expressions, compilations and their stages are
 * complete events, which nest by their times; a function that becomes lazy again is an instant.
 */
import { closeSync, openSync } from 'node:fs';
import type { Outcome } from '../../kaleidoscope-jit.ts';
import { prototypeSpan } from '../../language/index.ts';
import type { Session } from '../../orc/index.ts';
import { location } from '../../source/index.ts';
import { writeAll } from '../terminal/file-descriptor.ts';
import { attempt } from '../terminal/file-error.ts';
import type { Observer } from './observer.ts';

const PROCESS = { pid: 1, tid: 1 } as const;

export class Trace implements Observer {
  readonly #fd: number;
  readonly #path: string;
  readonly #events: object[] = [
    { ph: 'M', name: 'process_name', ...PROCESS, args: { name: 'kaleidoscope' } },
    { ph: 'M', name: 'thread_name', ...PROCESS, args: { name: 'session' } },
  ];

  /** Throws FileError when the file cannot be written. */
  constructor(path: string, events: Session['events']) {
    this.#path = path;
    this.#fd = attempt('write', path, () => openSync(path, 'w'));
    events.on('stage', ({ name, stage, start, duration }) => {
      this.#complete('stage', stage, start, duration, { function: name });
    });
    events.on('ready', ({ name, size, start, duration }) => {
      this.#complete('compilation', `materialize ${name}`, start, duration, {
        function: name,
        bytes: size,
      });
    });
    events.on('interpreted', ({ name }) =>
      this.#instant(`interpreted ${name}`, { function: name }),
    );
    events.on('failed', ({ name, error }) =>
      this.#instant(`failed ${name}`, { function: name, error: String(error) }),
    );
    events.on('invalidated', ({ name }) =>
      this.#instant(`invalidated ${name}`, { function: name }),
    );
  }

  outcome(outcome: Outcome, start: number, duration: number): void {
    if (outcome.kind !== 'value' && outcome.kind !== 'failure') return;
    this.#complete('expression', 'evaluate', start, duration, {
      place: location(prototypeSpan(outcome.ast.prototype)),
    });
  }

  finish(): void {
    const lines = this.#events.map((event) => JSON.stringify(event)).join(',\n');
    attempt('write', this.#path, () => {
      writeAll(this.#fd, Buffer.from(`{"displayTimeUnit":"ms","traceEvents":[\n${lines}\n]}\n`));
      closeSync(this.#fd);
    });
  }

  #complete(cat: string, name: string, start: number, duration: number, args: object): void {
    this.#events.push({
      ph: 'X',
      cat,
      name,
      ts: microseconds(start),
      dur: microseconds(duration),
      ...PROCESS,
      args,
    });
  }

  #instant(name: string, args: object): void {
    this.#events.push({
      ph: 'i',
      s: 't',
      name,
      ts: microseconds(performance.now()),
      ...PROCESS,
      args,
    });
  }
}

/** Microseconds, rounded to the nanosecond. */
function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6) / 1e3;
}
