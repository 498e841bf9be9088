/**
 * Makes the files that the engine's package ships and `millwright serve` gives out; with pages of applications, those that
 * `millwright serve --pages` gives out.
 *
 * node build/build.ts [folder [name=file …]]
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPages } from './pages.ts'

const usual = fileURLToPath(new URL('../../millwright/dist/dashboard', import.meta.url))
const [folder = usual, ...applications] = process.argv.slice(2)
await buildPages(resolve(folder), Object.fromEntries(applications.map(application)))

/** `hospital=systems/hospital/pages/index.tsx` */
function application(word: string): readonly [name: string, file: string] {
  const [name = '', file = ''] = word.split('=', 2)
  return [name, resolve(file)]
}
