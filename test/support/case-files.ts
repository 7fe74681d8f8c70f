/** The files in `test/cases/`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../cases', import.meta.url));

export interface CaseFiles {
  /** Paths of the files below the folder, sorted. */
  readonly names: readonly string[];
  read(name: string): string;
  /** Returns the text of a case. With `BLESS=1` in the environment, writes and returns `actual`. */
  blessed(name: string, actual: string): string;
  /** The number of lines of the longest case. */
  readonly maxLines: number;
}

/** The cases in a folder and those below it. */
export function caseFiles(extension: 'ks' | 'll', folder = '.'): CaseFiles {
  const directory = join(root, folder);
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(`.${extension}`))
    .sort();
  return {
    names,
    read,
    blessed(name, actual) {
      if (process.env['BLESS'] === '1') writeFileSync(join(directory, name), actual);
      return read(name);
    },
    get maxLines() {
      return Math.max(...names.map((name) => read(name).split('\n').length - 1));
    },
  };
}
