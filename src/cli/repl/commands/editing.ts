/** `:edit`: a text in the user's own editor. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the text as the user edited it. Throws if the editor cannot run or fails. */
export function editText(text: string, env: NodeJS.ProcessEnv): string {
  const editor =
    env['VISUAL'] || env['EDITOR'] || (process.platform === 'win32' ? 'notepad' : 'vi');
  const folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-'));
  try {
    const file = join(folder, 'entry.ks');
    writeFileSync(file, text === '' ? '' : `${text}\n`);
    // Through a shell, because editors are named with options: `code --wait`.
    const { status, error } = spawnSync(`${editor} "${file}"`, { shell: true, stdio: 'inherit' });
    if (error !== undefined || status !== 0)
      throw new Error(`the editor '${editor}' failed; VISUAL or EDITOR names another`);
    return readFileSync(file, 'utf8').trimEnd();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
