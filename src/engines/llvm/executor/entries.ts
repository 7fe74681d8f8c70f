/**
 * The entries between JavaScript and compiled code, as IR.
 *
 * JavaScript calls `invoke`, which takes the arguments from a buffer, calls the code that a cell
 * points to, and says whether that returned. The cell of a stub points to `enter` while its
 * function is lazy or the host's: `enter` puts the arguments into the buffer and calls back; then
 * it jumps to the code that the cell points to by then, or returns the host's result. A function
 * that finds itself below the stack's limit jumps to `enter` with its own address for a cell. A
 * loop that finds the limit raised calls `checkpoint`.
 *
 * When JavaScript reports a failure, `longjmp` returns to the last `invoke`, over frames of
 * compiled code alone: the callback has returned by then, and every `invoke` that it made has
 * ended. No exception crosses a native frame.
 *
 * The calling conventions of x86-64 and AArch64 both pass eight arguments in registers, and code
 * ignores registers that it does not expect. So one `invoke` and one `enter` serve all functions of
 * up to eight parameters; above that, each number of parameters has its own pair.
 */
import type { FunctionType } from '../../../ir/index.ts';
import type { Address, CallbackEntry, ForeignInterface } from '../binding/ffi.ts';
import type { LLVMLibrary } from '../binding/library.ts';
import { checkpointConvention, stackPointerRegister } from '../compiler/checks.ts';
import { CodeGenerator } from '../compiler/code-generator.ts';
import { pointerSpelling } from '../compiler/linkage.ts';
import { alarmText } from './alarm.ts';
import type { ObjectLinker } from './object-linker.ts';

/** The instruction that the callback of `enter` returns to it. */
export const EnterResult = { failed: 0, goOn: 1, done: 2 } as const;

/**
 * Handles a call of a stub whose cell points here; `stackPointer` is that of its entry. Another
 * address means that code has failed a check. Never throws.
 */
export type EnterHandler = (
  cell: Address,
  stackPointer: Address,
) => (typeof EnterResult)[keyof typeof EnterResult];

/** The entries for functions of some numbers of parameters. */
export interface EntrySet {
  /** Arguments in either direction; element 0 also holds the result. */
  readonly buffer: Float64Array;
  /** Calls the code of a cell; returns 0 if that failed. */
  readonly invoke: (cell: Address) => 0 | 1;
  readonly enter: Address;
}

/** How many arguments both calling conventions pass in registers. */
const IN_REGISTERS = 8;
/** More than any platform's `jmp_buf` has. */
const JUMP_BUFFER_WORDS = 64;

export class Entries implements Disposable {
  readonly #ffi: ForeignInterface;
  readonly #linker: ObjectLinker;
  readonly #generator: CodeGenerator;
  readonly #writer: EntryWriter;
  readonly #callback: CallbackEntry;
  readonly #sets = new Map<number, EntrySet>();
  /** A pointer to the jump buffer of the innermost `invoke`, or 0. Compiled code has its address. */
  readonly #state = new BigUint64Array(STATE_WORDS);
  /**
   * The instruction of the last callback, until the entry has read it: 0 means failed. It is no
   * result of the callback, because koffi returns any number for one that the host has ended.
   */
  readonly #status = new Int32Array(2 * STATE_WORDS);

  constructor(library: LLVMLibrary, linker: ObjectLinker, enter: EnterHandler) {
    const { ffi, version } = library;
    this.#ffi = ffi;
    this.#linker = linker;
    this.#generator = new CodeGenerator(library, { optimizationLevel: 0, codeLevel: 0 });
    this.#callback = ffi.callback(
      (cell, stackPointer) => {
        this.#status[0] = enter(cell as Address, stackPointer as Address);
        return 0;
      },
      { result: 'int', parameters: ['int64', 'int64'] },
    );
    this.#writer = new EntryWriter(pointerSpelling(version), {
      register: stackPointerRegister(this.#generator.triple),
      convention: checkpointConvention(this.#generator.triple).text,
      current: ffi.addressOf(this.#state),
      status: ffi.addressOf(this.#status),
      enter: this.#callback.address,
    });
    const common = this.#writer.common() + alarmText(pointerSpelling(version));
    this.#sets.set(IN_REGISTERS, this.#create(IN_REGISTERS, common));
  }

  /** The entries for functions of this type. */
  for({ parameters }: FunctionType): EntrySet {
    const count = Math.max(parameters.length, IN_REGISTERS);
    let set = this.#sets.get(count);
    if (set === undefined) {
      set = this.#create(count);
      this.#sets.set(count, set);
    }
    return set;
  }

  /** The entry for loops that find the stack's limit raised. */
  get checkpoint(): Address {
    return this.#linker.lookup('kaleidoscope.checkpoint');
  }

  /** Whether compiled code is running that was called from here. */
  get isRunning(): boolean {
    return this.#state[0] !== 0n;
  }

  /** The stack pointer of foreign code called from here. */
  stackPointer(): Address {
    const probe = this.#linker.lookup('kaleidoscope.probe');
    return this.#ffi.bind<() => Address>(probe, { result: 'int64', parameters: [] })();
  }

  [Symbol.dispose](): void {
    this.#generator[Symbol.dispose]();
    this.#callback.release();
    this.#sets.clear();
  }

  #create(count: number, more = ''): EntrySet {
    const buffer = new Float64Array(Math.max(count, BUFFER_MINIMUM));
    const text = this.#writer.pair(count, this.#ffi.addressOf(buffer)) + more;
    this.#linker.add(this.#generator.compile(text, { form: 'object' }));
    const invoke = this.#linker.lookup(`kaleidoscope.invoke.${count}`);
    const signature = { result: 'int', parameters: ['uintptr_t'] } as const;
    return {
      buffer,
      invoke: this.#ffi.bind(invoke, signature),
      enter: this.#linker.lookup(`kaleidoscope.enter.${count}`),
    };
  }
}

/** V8 moves typed arrays of a few elements; arrays of these sizes stay in place. */
const STATE_WORDS = 64;
const BUFFER_MINIMUM = 64;

interface EntryAddresses {
  readonly register: string;
  /** Calling convention of the checkpoint. */
  readonly convention: string;
  /** Address of the word that points to the innermost jump buffer. */
  readonly current: Address;
  readonly status: Address;
  readonly enter: Address;
}

class EntryWriter {
  readonly #pointerTo: (type: string) => string;
  readonly #at: EntryAddresses;
  readonly #byte: string;

  constructor(pointerTo: (type: string) => string, at: EntryAddresses) {
    this.#pointerTo = pointerTo;
    this.#at = at;
    this.#byte = pointerTo('i8');
  }

  /** `invoke` and `enter` for `count` parameters. */
  pair(count: number, buffer: Address): string {
    const place = (index: number) => this.#constant(buffer + 8 * index, 'double');
    const indices = Array.from({ length: count }, (_, index) => index);
    const args = [`${this.#byte} nest %callee`, ...indices.map((i) => `double %a${i}`)].join(', ');
    const loads = indices.map((i) => `  %a${i} = load double, ${place(i)}\n`).join('');
    const stores = indices.map((i) => `  store double %a${i}, ${place(i)}\n`).join('');
    const codeType = `double (${[this.#byte, ...indices.map(() => 'double')].join(', ')})`;
    const code = this.#pointerTo(codeType);
    const loadCode = `  %place = bitcast ${this.#byte} %callee to ${this.#pointerTo(code)}
  %code = load ${code}, ${this.#pointerTo(code)} %place
`;
    return `${this.#declarations()}
define i32 @kaleidoscope.invoke.${count}(i64 %cell) nounwind {
  %jump = alloca [${JUMP_BUFFER_WORDS} x i64], align 16
  %buffer = bitcast ${this.#pointerTo(`[${JUMP_BUFFER_WORDS} x i64]`)} %jump to ${this.#byte}
  %outer = load ${this.#byte}, ${this.#current()}
  store ${this.#byte} %buffer, ${this.#current()}
  %status = call i32 @_setjmp(${this.#byte} %buffer) returns_twice
  %returned = icmp eq i32 %status, 0
  br i1 %returned, label %run, label %failed
run:
${loads}  %callee = inttoptr i64 %cell to ${this.#byte}
${loadCode}  %result = call double %code(${args})
  store double %result, ${place(0)}
  store ${this.#byte} %outer, ${this.#current()}
  ret i32 1
failed:
  store ${this.#byte} %outer, ${this.#current()}
  ret i32 0
}

define double @kaleidoscope.enter.${count}(${args}) nounwind {
  %sp = call i64 @llvm.read_register.i64(metadata !0)
${stores}  %cell = ptrtoint ${this.#byte} %callee to i64
${this.#callBack('%cell')}  switch i32 %status, label %failed [ i32 ${EnterResult.goOn}, label %go i32 ${EnterResult.done}, label %done ]
go:
${loadCode}  %result = musttail call double %code(${args})
  ret double %result
done:
  %value = load double, ${place(0)}
  ret double %value
failed:
${this.#jump()}}

!0 = !{!"${this.#at.register}"}
`;
  }

  /** The parts that exist once. */
  common(): string {
    return `
define ${this.#at.convention} void @kaleidoscope.checkpoint() nounwind {
  %sp = call i64 @llvm.read_register.i64(metadata !0)
${this.#callBack('0')}  %mayrun = icmp eq i32 %status, ${EnterResult.goOn}
  br i1 %mayrun, label %go, label %failed
go:
  ret void
failed:
${this.#jump()}}

define i64 @kaleidoscope.probe() nounwind {
  %sp = call i64 @llvm.read_register.i64(metadata !0)
  ret i64 %sp
}
`;
  }

  #declarations(): string {
    return `declare i32 @_setjmp(${this.#byte}) returns_twice nounwind
declare void @longjmp(${this.#byte}, i32) noreturn nounwind
declare i64 @llvm.read_register.i64(metadata)
`;
  }

  /** Calls back and takes the status. */
  #callBack(cell: string): string {
    const status = this.#constant(this.#at.status, 'i32');
    return `  %ignored = call i32 ${this.#callee(this.#at.enter, 'i32 (i64, i64)')}(i64 ${cell}, i64 %sp)
  %status = load i32, ${status}
  store i32 ${EnterResult.failed}, ${status}
`;
  }

  #jump(): string {
    return `  %target = load ${this.#byte}, ${this.#current()}
  call void @longjmp(${this.#byte} %target, i32 1)
  unreachable
`;
  }

  #current(): string {
    return this.#constant(this.#at.current, this.#byte);
  }

  /** A typed pointer operand for a value of `type` at a known address. */
  #constant(address: number, type: string): string {
    const pointer = this.#pointerTo(type);
    return `${pointer} inttoptr (i64 ${address} to ${pointer})`;
  }

  #callee(address: Address, type: string): string {
    return `inttoptr (i64 ${address} to ${this.#pointerTo(type)})`;
  }
}
