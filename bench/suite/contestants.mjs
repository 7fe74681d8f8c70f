/** The contestants of the suite: how to find, prepare and start each for a program. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { executable, timeProcess } from '../lib.mjs';

const suite = fileURLToPath(new URL('.', import.meta.url));
const VERSIONS = Array.from({ length: 20 }, (_, i) => 30 - i);
/** Strict arithmetic: on machines that have it, a fused multiply-add would change results. */
const C_FLAGS = ['-O3', '-ffp-contract=off'];

/**
 * A contestant's `prepare(program, folder)` returns its command lines for a program:
 * `calls(n, count)` measures calls in one process, `whole(n)` makes a single call and ends.
 */
export function findContestants({ cFlags = C_FLAGS, engine = 'wasm' } = {}) {
  const clang = firstThatRuns(
    ['clang', ...VERSIONS.map((version) => `clang-${version}`)],
    '--version',
  );
  const luajit = firstThatRuns(['luajit'], '-v');
  const contestants = [kaleidoscope(engine)];
  const missing = [];
  if (clang === undefined) missing.push('clang');
  else contestants.push(compiledC(clang, cFlags));
  if (luajit === undefined) missing.push('luajit');
  else contestants.push(lua(luajit));
  contestants.push(javascript());
  return { contestants, missing };
}

function kaleidoscope(engine) {
  return {
    id: 'kaleidoscope',
    version: `kaleidoscope-jit, ${engine}, Node ${process.version}`,
    prepare: ({ name }) => {
      const file = `${suite}${name}/program.ks`;
      return {
        calls: (n, count) => [
          ...[process.execPath, `${suite}drivers/kaleidoscope.mjs`, file, n, count, engine],
        ],
        whole: (n) => [process.execPath, executable, `--engine=${engine}`, file, '-e', `run(${n})`],
      };
    },
  };
}

function javascript() {
  return {
    id: 'javascript',
    version: `JavaScript, Node ${process.version}`,
    prepare: ({ name }) =>
      driven([process.execPath, `${suite}drivers/javascript.mjs`, `${suite}${name}/twin.js`]),
  };
}

function compiledC({ command, version }, flags) {
  return {
    id: 'clang',
    version: `${/clang version \d+(\.\d+)*/.exec(version)?.[0] ?? command} ${flags.join(' ')}`,
    prepare: ({ name }, folder) => {
      const binary = `${folder}/${name}`;
      const sources = [`${suite}drivers/driver.c`, `${suite}${name}/twin.c`];
      timeProcess(command, [...flags, '-o', binary, ...sources, '-lm']);
      return driven([binary]);
    },
  };
}

function lua({ command, version }) {
  return {
    id: 'luajit',
    version: version.split(' -- ')[0],
    prepare: ({ name }) =>
      driven([command, `${suite}drivers/driver.lua`, `${suite}${name}/twin.lua`]),
  };
}

function driven(command) {
  return { calls: (n, count) => [...command, n, count], whole: (n) => [...command, n, 1] };
}

function firstThatRuns(commands, ...args) {
  for (const command of commands) {
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
    if (status === 0) return { command, version: stdout.trim() };
  }
  return undefined;
}
