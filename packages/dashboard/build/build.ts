/**
 * Makes the files that the engine's package ships and `millwright serve` gives out.
 *
 * node build/build.ts [folder]
 */
import { fileURLToPath } from 'node:url'
import { buildPages } from './pages.ts'

const usual = fileURLToPath(new URL('../../millwright/dist/dashboard', import.meta.url))
await buildPages(process.argv[2] ?? usual)
