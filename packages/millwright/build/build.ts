/**
 * Makes `dist/`: one bundle for the command line and the TypeScript API, the declarations, and the texts npm wants.
 * The command line and the API share their chunks, so a class is the same class wherever it is met.
 *
 * node build/build.ts [--without-types]
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPages } from '../../dashboard/build/pages.ts'
import { bundle } from './bundle.ts'
import { writeNotices } from './notices.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

rmSync(join(home, 'dist'), { recursive: true, force: true })
const bundled = await bundle(home)
const pages = await buildPages(join(home, 'dist/dashboard'))
writeNotices([...bundled, ...pages, copyDocs()], join(home, 'dist/third-party-licenses.txt'))
if (!process.argv.includes('--without-types')) {
  const compiler = [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(home, 'tsconfig.build.json')]
  execFileSync(process.execPath, compiler, { stdio: 'inherit' })
}
for (const text of ['LICENSE', 'README.md']) {
  if (existsSync(join(root, text))) copyFileSync(join(root, text), join(home, text))
}

/** The browsable documentation of an interface is given out from the package itself. Returns the module of Swagger UI. */
function copyDocs(): string {
  const files = join(home, 'dist/docs-files')
  cpSync(join(home, 'src/http/frame/docs-files'), files, { recursive: true })
  const ui = (name: string): string => fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`))
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) copyFileSync(ui(name), join(files, name))
  return ui('swagger-ui-bundle.js')
}
