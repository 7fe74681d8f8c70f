/** Finds functions of the process, and of libraries that the options load. */
import { basename } from 'node:path';
import type { ProcessScope } from '../../../orc/index.ts';
import type { Address, ForeignInterface, ForeignLibrary } from '../binding/ffi.ts';
import { openLibrary, realpathOf } from '../binding/library.ts';

export class ProcessCode {
  readonly #ffi: ForeignInterface;
  readonly #process: ForeignLibrary;
  readonly #libraries: readonly { readonly path: string; readonly library: ForeignLibrary }[];

  /** @throws LibraryNotFoundError for a path that cannot be loaded. */
  constructor(ffi: ForeignInterface, paths: readonly string[]) {
    this.#ffi = ffi;
    this.#process = ffi.open();
    this.#libraries = paths.map((path) => ({ path, library: openLibrary(ffi, path) }));
  }

  /** The address of a function. Functions of the process come before those of libraries. */
  find(name: string, scope: ProcessScope): Address | undefined {
    const own = scope === 'process' ? this.#process.find(name) : undefined;
    if (own !== undefined) return own;
    for (const { path, library } of this.#libraries) {
      const address = library.find(name);
      if (address === undefined) continue;
      if (scope === 'process' || this.#isFrom(path, address)) return address;
    }
    return undefined;
  }

  /** Whether code is of the library itself: the loader also searches its dependencies. */
  #isFrom(path: string, address: Address): boolean {
    const file = this.#fileOf(address);
    if (file === undefined) return true; // the system does not tell
    return basename(file) === basename(path) || realpathOf(file) === realpathOf(path);
  }

  /** The file of loaded code: the first word that `dladdr` (glibc, macOS) writes. */
  #fileOf(address: Address): string | undefined {
    const dladdr = this.#process.find('dladdr');
    if (dladdr === undefined) return undefined;
    const parameters = ['uintptr_t', '_Out_ uintptr_t *'] as const;
    const call = this.#ffi.bind<(address: Address, info: number[]) => number>(dladdr, {
      result: 'int',
      parameters,
    });
    const info = [0, 0, 0, 0];
    return call(address, info) === 0 ? undefined : this.#ffi.readText(Number(info[0]) as Address);
  }
}
