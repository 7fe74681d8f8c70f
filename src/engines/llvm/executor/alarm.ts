/**
 * Stops code that runs for long: raises the stack's limit above all addresses at a given time, so
 * that the next check of any function or loop fails and calls back.
 *
 * A thread of machine code sleeps until the alarm is due. It starts with the first alarm and costs
 * nothing while none is due. Setting an alarm stores when it is due, and wakes the thread only if
 * that would sleep for longer. Nothing takes an alarm back: it may ring for a call that has ended,
 * and code must go on after it.
 *
 *     due     when the alarm rings: in nanoseconds, NEVER, or ENDS to end the thread
 *     wakes   until when the thread sleeps
 *
 * Whoever sets `due` looks at `wakes` afterwards, the thread sets `wakes` and looks at `due`
 * afterwards, so one of them sees the other's. The thread sleeps in `poll`, which a byte in a pipe
 * ends.
 */
import type { Address, ForeignInterface } from '../binding/ffi.ts';
import { LLVMError } from '../binding/library.ts';
import type { ObjectLinker } from './object-linker.ts';

/** The word of a raised limit, and of a time that does not come. */
const NEVER = -1;
const ENDS = 0;

/** POSIX numbers that Linux and macOS share: `POLLIN`, `F_SETFD`, `FD_CLOEXEC`. */
const POLLIN = 1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;

/** The number of `CLOCK_MONOTONIC`. */
const CLOCK = process.platform === 'darwin' ? 6 : 1;

export class Alarm implements Disposable {
  /** Address of the word that checks compare with. */
  readonly limit: Address;
  readonly #start: () => number;
  readonly #set: (nanoseconds: number) => void;
  readonly #lower: (limit: Address) => number;
  readonly #stop: () => void;
  #isRunning = false;

  /** `linker` has linked `alarmText`. */
  constructor(ffi: ForeignInterface, linker: ObjectLinker) {
    const bind = <F>(name: string, result: 'int' | 'void', ...parameters: 'int64'[]) =>
      ffi.bind<F>(linker.lookup(`kaleidoscope.alarm.${name}`), { result, parameters });
    this.limit = linker.lookup('kaleidoscope.limit');
    this.#start = bind('start', 'int');
    this.#set = bind('set', 'void', 'int64');
    this.#lower = bind('lower', 'int', 'int64');
    this.#stop = bind('stop', 'void');
  }

  /** Raises the limit after so many nanoseconds, and at no other time. */
  set(nanoseconds: number): void {
    if (!this.#isRunning) {
      const error = this.#start();
      if (error !== 0) throw new LLVMError(`no thread for deadlines: error ${error}`);
      this.#isRunning = true;
    }
    this.#set(nanoseconds);
  }

  /** Sets the limit. Returns whether it was raised. */
  lower(limit: Address): boolean {
    return this.#lower(limit) === 1;
  }

  /** Ends the thread. */
  [Symbol.dispose](): void {
    if (this.#isRunning) this.#stop();
    this.#isRunning = false;
  }
}

/** The alarm's words and machine code. `pointerTo` spells pointers. */
export function alarmText(pointerTo: (type: string) => string): string {
  const word = `${pointerTo('i64')}`;
  const byte = pointerTo('i8');
  const ends = pointerTo('[2 x i32]');
  const end = (index: 0 | 1) =>
    `getelementptr ([2 x i32], ${ends} @kaleidoscope.alarm.pipe, i32 0, i32 ${index})`;
  const int = pointerTo('i32');
  const polled = '{ i32, i16, i16 }';
  const time = '{ i64, i64 }';
  const watcher = pointerTo(`${byte} (${byte})`);
  return `
@kaleidoscope.limit = global i64 0
@kaleidoscope.alarm.due = internal global i64 ${NEVER}
@kaleidoscope.alarm.wakes = internal global i64 ${NEVER}
@kaleidoscope.alarm.thread = internal global i64 0
@kaleidoscope.alarm.pipe = internal global [2 x i32] zeroinitializer

declare i32 @pipe(${ends})
declare i32 @fcntl(i32, i32, ...)
declare i32 @close(i32)
declare i64 @read(i32, ${word}, i64)
declare i64 @write(i32, ${ends}, i64)
declare i32 @poll(${pointerTo(polled)}, i64, i32)
declare i32 @clock_gettime(i32, ${pointerTo(time)})
declare i32 @pthread_create(${word}, ${byte}, ${watcher}, ${byte})
declare i32 @pthread_join(i64, ${byte})

define internal i64 @kaleidoscope.alarm.now() nounwind {
  %time = alloca ${time}
  %failed = call i32 @clock_gettime(i32 ${CLOCK}, ${pointerTo(time)} %time)
  %first = getelementptr ${time}, ${pointerTo(time)} %time, i32 0, i32 0
  %second = getelementptr ${time}, ${pointerTo(time)} %time, i32 0, i32 1
  %seconds = load i64, ${word} %first
  %rest = load i64, ${word} %second
  %whole = mul i64 %seconds, 1000000000
  %now = add i64 %whole, %rest
  ret i64 %now
}

define internal void @kaleidoscope.alarm.wake() nounwind {
  %in = load i32, ${int} ${end(1)}
  %written = call i64 @write(i32 %in, ${ends} @kaleidoscope.alarm.pipe, i64 1)
  ret void
}

define i32 @kaleidoscope.alarm.start() nounwind {
  %failed = call i32 @pipe(${ends} @kaleidoscope.alarm.pipe)
  %out = load i32, ${int} ${end(0)}
  %in = load i32, ${int} ${end(1)}
  %is.open = icmp eq i32 %failed, 0
  br i1 %is.open, label %start, label %end
start:
  %a = call i32 (i32, i32, ...) @fcntl(i32 %out, i32 ${F_SETFD}, i32 ${FD_CLOEXEC})
  %b = call i32 (i32, i32, ...) @fcntl(i32 %in, i32 ${F_SETFD}, i32 ${FD_CLOEXEC})
  %refused = call i32 @pthread_create(${word} @kaleidoscope.alarm.thread, ${byte} null, ${watcher} @kaleidoscope.alarm.watch, ${byte} null)
  br label %end
end:
  %error = phi i32 [ %failed, %0 ], [ %refused, %start ]
  ret i32 %error
}

define void @kaleidoscope.alarm.stop() nounwind {
  store atomic i64 ${ENDS}, ${word} @kaleidoscope.alarm.due seq_cst, align 8
  call void @kaleidoscope.alarm.wake()
  %thread = load i64, ${word} @kaleidoscope.alarm.thread
  %joined = call i32 @pthread_join(i64 %thread, ${byte} null)
  %out = load i32, ${int} ${end(0)}
  %in = load i32, ${int} ${end(1)}
  %a = call i32 @close(i32 %out)
  %b = call i32 @close(i32 %in)
  ret void
}

define void @kaleidoscope.alarm.set(i64 %after) nounwind {
  %now = call i64 @kaleidoscope.alarm.now()
  %due = add i64 %now, %after
  store atomic i64 %due, ${word} @kaleidoscope.alarm.due seq_cst, align 8
  %wakes = load atomic i64, ${word} @kaleidoscope.alarm.wakes seq_cst, align 8
  %is.earlier = icmp ult i64 %due, %wakes
  br i1 %is.earlier, label %wake, label %end
wake:
  call void @kaleidoscope.alarm.wake()
  br label %end
end:
  ret void
}

define i32 @kaleidoscope.alarm.lower(i64 %limit) nounwind {
  %old = atomicrmw xchg ${word} @kaleidoscope.limit, i64 %limit seq_cst
  %was.raised = icmp eq i64 %old, -1
  %result = zext i1 %was.raised to i32
  ret i32 %result
}

define internal ${byte} @kaleidoscope.alarm.watch(${byte} %ignored) nounwind {
  %bytes = alloca i64
  %polled = alloca ${polled}
  %out = load i32, ${int} ${end(0)}
  %file = getelementptr ${polled}, ${pointerTo(polled)} %polled, i32 0, i32 0
  %events = getelementptr ${polled}, ${pointerTo(polled)} %polled, i32 0, i32 1
  store i32 %out, ${int} %file
  store i16 ${POLLIN}, ${pointerTo('i16')} %events
  br label %plan
plan:
  %due = load atomic i64, ${word} @kaleidoscope.alarm.due seq_cst, align 8
  store atomic i64 %due, ${word} @kaleidoscope.alarm.wakes seq_cst, align 8
  %still = load atomic i64, ${word} @kaleidoscope.alarm.due seq_cst, align 8
  %is.settled = icmp eq i64 %due, %still
  br i1 %is.settled, label %look, label %plan
look:
  switch i64 %due, label %measure [ i64 ${NEVER}, label %sleep i64 ${ENDS}, label %end ]
measure:
  %now = call i64 @kaleidoscope.alarm.now()
  %is.due = icmp uge i64 %now, %due
  br i1 %is.due, label %ring, label %count
count:
  %left = sub i64 %due, %now
  %whole = udiv i64 %left, 1000000
  %more = add i64 %whole, 1
  %milliseconds = trunc i64 %more to i32
  br label %sleep
sleep:
  %timeout = phi i32 [ -1, %look ], [ %milliseconds, %count ]
  %ready = call i32 @poll(${pointerTo(polled)} %polled, i64 1, i32 %timeout)
  %is.woken = icmp sgt i32 %ready, 0
  br i1 %is.woken, label %drain, label %plan
drain:
  %count.read = call i64 @read(i32 %out, ${word} %bytes, i64 8)
  br label %plan
ring:
  %pair = cmpxchg ${word} @kaleidoscope.alarm.due, i64 %due, i64 ${NEVER} seq_cst seq_cst
  %is.unchanged = extractvalue { i64, i1 } %pair, 1
  br i1 %is.unchanged, label %raise, label %plan
raise:
  store atomic i64 -1, ${word} @kaleidoscope.limit seq_cst, align 8
  br label %plan
end:
  ret ${byte} null
}
`;
}
