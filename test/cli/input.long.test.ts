/** Input without an end. */
import { expect, test } from 'vitest';
import { kaleidoscope } from './kaleidoscope.ts';

test.runIf(process.platform === 'linux')('a file that does not end (of Linux)', async () => {
  expect(await kaleidoscope(['-e', '1', '/dev/zero'])).toEqual({
    stdout: 'Evaluated to 1.000000\n',
    stderr: "kaleidoscope: cannot read '/dev/zero': it is larger than 128 MiB\n",
    code: 1,
  });
});
