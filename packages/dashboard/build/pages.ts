/** Builds the pages: one small script at first, and what only some pages need as parts of its own. */
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions, type InlineConfig, type Plugin, type Rolldown } from 'vite'

/** The pages of applications: by the name that `defineApplication` gives them, the file that exports `pages`. */
export type Applications = Readonly<Record<string, string>>

/** Returns the modules that went into the pages. */
export async function buildPages(folder: string, applications: Applications = {}): Promise<string[]> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production' // a test that builds them is no reason for slower pages
  try {
    const { output } = (await build(configOf(folder, applications))) as Rolldown.RolldownOutput
    return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}

const configOf = (folder: string, applications: Applications): InlineConfig => ({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  logLevel: 'warn',
  plugins: [knowing(applications)],
  resolve: { conditions: ['millwright-source', ...defaultClientConditions] },
  build: {
    outDir: folder,
    emptyOutDir: true,
    assetsInlineLimit: 0, // the policy of the pages allows nothing inline
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 800, // what draws charts, loaded with the first one
  },
})

const id = 'virtual:applications'

/** Each is loaded when somebody looks at it. */
const knowing = (applications: Applications): Plugin => ({
  name: id,
  resolveId: (asked) => (asked === id ? `\0${id}` : undefined),
  load: (asked) => (asked === `\0${id}` ? moduleOf(applications) : undefined),
})

const moduleOf = (applications: Applications): string =>
  `export const applications = {${Object.entries(applications)
    .map(([name, file]) => `${JSON.stringify(name)}: () => import(${JSON.stringify(file)})`)
    .join(', ')}}`
