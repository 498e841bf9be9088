import { defineConfig } from 'vitest/config'

/** Tests run on the sources: packages answer with their `millwright-source` entry, here and in worker threads. */
const conditions = ['millwright-source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, 'node', 'module'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'systems/*/test/**/*.test.ts', 'tools/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/canaries/**'],
    pool: 'threads',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.cache/vitest.json' }]] : ['default'],
  },
})
