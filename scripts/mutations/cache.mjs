/** Mutations of the cache of objects: its keys, its checks, its directory. */
export const cache = [
  {
    file: 'src/orc/object-cache.ts',
    tests: ['test/laziness/object-cache.test.ts'],
    only: 'wasm|keys of its own|cannot be kept',
    mutations: [
      {
        name: 'options of the compiler are not in the key',
        text: '...[KEY_VERSION, buildId, name, fingerprint],',
        becomes: '...[KEY_VERSION, buildId, name],',
      },
      {
        name: 'the target is not in the key',
        text: '...[triple, cpu, dataLayout],',
        becomes: '',
      },
      {
        name: 'the module is not in the key',
        text: 'printModule(module)',
        becomes: "''",
      },
      {
        name: 'an object of other functions is taken',
        text: 'return name === fn.name && isSameType(type, fn.type);',
        becomes: 'return fn !== undefined;',
      },
      {
        name: 'an object that calls other functions is taken',
        text: 'return called !== undefined && isSameType(type, called);',
        becomes: 'return true;',
      },
      {
        name: 'each failure is told',
        text: 'this.#hasFailed = true;',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/orc/object-bytes.ts',
    tests: ['test/engines/object-format.test.ts'],
    only: 'wasm|made up',
    mutations: [
      {
        name: 'damage is not noticed',
        text: 'if (checksumOf(bytes).some(',
        becomes: 'if (bytes.subarray(0, 0).some(',
      },
      {
        name: 'code is a view of bytes that others own',
        text: 'new Uint8Array(bytes.subarray(end))',
        becomes: 'bytes.subarray(end)',
      },
      {
        name: 'types are not checked',
        text: 'if (type === undefined) throw',
        becomes: 'if (false) throw',
      },
      {
        name: 'an object may define a function twice',
        text: 'size < definitions.length) {',
        becomes: 'size < 0) {',
      },
      {
        name: 'a function may have any number of parameters',
        text: 'list.length > MAX_PARAMETERS',
        becomes: 'list.length < 0',
      },
    ],
  },
  {
    file: 'src/engines/wasm/format/object-format.ts',
    tests: ['test/engines/object-format.test.ts'],
    only: 'made up',
    mutations: [
      {
        name: 'relocations may lie behind the code',
        text: 'offset + PLACEHOLDER_BYTES > code.length || ',
        becomes: '',
      },
      {
        name: 'relocations may lie on each other',
        text: 'offset < free || ',
        becomes: '',
      },
      {
        name: 'relocations may stand for what is not there',
        text: ' || index >= count',
        becomes: '',
      },
      {
        name: 'a relocation may be cut off',
        text: 'if (relocations.length % 3 !== 0) throw',
        becomes: 'if (false) throw',
      },
      {
        name: 'a signature may be anything',
        text: '.test(signature)) return',
        becomes: ".test(':')) return",
      },
      {
        name: 'a function may have a signature that is not in the list',
        text: 'if (!known.has(signature)) throw',
        becomes: 'if (false) throw',
      },
      {
        name: 'a definition may be another function',
        text: 'fn?.signature === signatureOf(type) && ',
        becomes: '',
      },
      {
        name: 'there may be code of no function',
        text: 'size !== unpacked.code.length || ',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/cli/session/disk-cache.ts',
    tests: ['test/cli/disk-cache.test.ts'],
    mutations: [
      {
        name: 'objects may be those of other keys',
        text: '.update(key).update(object)',
        becomes: '.update(object)',
      },
      {
        name: 'broken files stay',
        text: 'if (object === undefined && isOurs(bytes)) rmSync',
        becomes: 'if (false) rmSync',
      },
      {
        name: 'foreign files go',
        text: 'object === undefined && isOurs(bytes)',
        becomes: 'object === undefined',
      },
      {
        name: 'a directory may be anybody’s',
        text: 'if (isOthers) throw',
        becomes: 'if (false) throw',
      },
      {
        name: 'what is read does not count as used',
        text: 'now - mtimeMs > HOUR',
        becomes: 'false',
      },
      {
        name: 'the directory is never cleaned',
        text: 'if (total <= this.#maxBytes) return;',
        becomes: 'return;',
      },
      {
        name: 'files that are being written are removed',
        text: ' && Date.now() - stat.mtimeMs > HOUR',
        becomes: '',
      },
      {
        name: 'files with other names are removed',
        text: 'if (FILE.test(name)) {',
        becomes: 'if (!TEMPORARY.test(name)) {',
      },
      {
        name: 'a write that fails leaves a part',
        text: '        rmSync(temporary, { force: true });\n        throw thrown;',
        becomes: '        throw thrown;',
      },
      {
        name: 'an empty value is a directory',
        text: " || path === ''",
        becomes: '',
        only: 'an empty value',
      },
    ],
  },
];
