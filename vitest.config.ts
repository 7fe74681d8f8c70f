import { configDefaults, defineConfig } from 'vitest/config';

// `--mode long` runs everything but the browsers, which `--mode browsers` does;
// `test/support/long.ts` says what else it changes.
export default defineConfig(({ mode }) => ({
  test: {
    include: [mode === 'browsers' ? 'test/browser/*.test.ts' : 'test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      ...(mode === 'browsers' ? [] : ['test/browser/**']),
      ...(mode === 'long' ? [] : ['**/*.long.test.ts']),
    ],
    globalSetup: 'test/support/bundle.ts',
    isolate: false, // to load the sources once for each worker, not for each file
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%', // unless told, Vitest leaves one core idle
  },
}));
