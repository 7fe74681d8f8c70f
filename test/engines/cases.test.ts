/**
 * IR on each engine, case by case; `support/ir-case.ts` says how cases are written. With `BLESS=1` in
 * the environment the results in the files are replaced by those of the reference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { engines } from '../support/engines.ts';
import { runIRCase } from '../support/ir-case.ts';
import { stressed } from '../support/stress.ts';

const directory = fileURLToPath(new URL('../cases/engines/', import.meta.url));
const names = readdirSync(directory).sort();

describe.each([...engines, ...stressed.filter(({ session }) => session === undefined)])(
  '$name',
  (engine) => {
    test.each(names)('%s', (name) => {
      const path = directory + name;
      let text = readFileSync(path, 'utf8');
      const results = runIRCase(text, engine);
      if (process.env['BLESS'] === '1') {
        text = results.reference;
        writeFileSync(path, text);
      }
      for (const [who, result] of Object.entries(results)) expect(result, who).toBe(text);
    });
  },
);
