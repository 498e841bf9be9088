/** Bundles the sources with everything they need at run time, and writes the small file that starts them. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'rolldown'

/**
 * What is installed beside Millwright: drivers, the runner of the contract suites, the query builder, and what an HTTP interface
 * is made of, because its author writes with the same Hono.
 */
const besides = [/^pg(-|$)/, /^@electric-sql\//, /^vitest(\/|$)/, /^kysely(\/|$)/, /^hono(\/|$)/, /^@hono\//]

/** Schemas of an interface come from the author's own zod; those of the command line are in the bundle, which starts faster. */
const isBeside = (id: string, importer: string | undefined): boolean =>
  besides.some((name) => name.test(id)) || (id === 'zod' && importer?.includes('/src/http/') === true)

/** The compile cache is on before the first line of the program is read, so the second start skips compiling. */
const starter = `#!/usr/bin/env node
import module from 'node:module'
module.enableCompileCache?.()
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(\`Millwright needs Node 24 or newer; this is \${process.version}.\`)
  process.exit(2)
}
await import('./main.js')
`

/** Commander loads what starts other programs, which we never do with it; that alone is a fifth of the start of `--help`. */
const withoutChildProcesses: Plugin = {
  name: 'without-child-processes',
  resolveId: (source, importer) =>
    source === 'node:child_process' && importer?.includes('/commander/') === true ? '\0no-child-process' : undefined,
  load: (id) => (id === '\0no-child-process' ? 'export default {}' : undefined),
}

/** Returns the modules that went into the bundle. */
export async function bundle(home: string): Promise<string[]> {
  const { output } = await build({
    input: {
      main: 'src/cli/main.ts',
      index: 'src/index.ts',
      testing: 'src/testing/index.ts',
      'crash-child': 'src/testing/crash-child.ts',
      kysely: 'src/kysely/index.ts',
      http: 'src/http/frame/index.ts',
      view: 'src/view/index.ts',
    },
    cwd: home,
    platform: 'node',
    external: isBeside,
    plugins: [withoutChildProcesses],
    resolve: { conditionNames: ['millwright-source', 'node', 'import', 'default'] },
    output: {
      dir: join(home, 'dist'),
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
    },
  })
  writeStarter(join(home, 'dist/cli.js'))
  return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
}

function writeStarter(file: string): void {
  writeFileSync(file, starter)
  chmodSync(file, 0o755)
}
