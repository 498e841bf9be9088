/** Builds the pages: one small script at first, and what only some pages need as parts of its own. */
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions, type InlineConfig, type Rolldown } from 'vite'

/** Returns the modules that went into the pages. */
export async function buildPages(folder: string): Promise<string[]> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production' // a test that builds them is no reason for slower pages
  try {
    const { output } = (await build(configOf(folder))) as Rolldown.RolldownOutput
    return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}

const configOf = (folder: string): InlineConfig => ({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions: ['millwright-source', ...defaultClientConditions] },
  build: {
    outDir: folder,
    emptyOutDir: true,
    assetsInlineLimit: 0, // the policy of the pages allows nothing inline
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
})
