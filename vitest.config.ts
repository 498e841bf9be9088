import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests run on the sources: packages answer with their `millwright-source` entry, here and in worker threads. */
const conditions = ['millwright-source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, 'node', 'module'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'systems/*/test/**/*.test.ts', 'tools/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/canaries/**'],
    // In processes of their own: PGlite's WebAssembly in several threads of one process brings V8 down.
    pool: 'forks',
    // Vitest leaves one core for itself; our tests wait for processes and servers that need the cores as well.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.cache/vitest.json' }]] : ['default'],
  },
})
