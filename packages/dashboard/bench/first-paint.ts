/**
 * How soon a page is of use, and how large its scripts are.
 *
 * node --conditions=millwright-source bench/first-paint.ts [times]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { buildPages } from '../build/pages.ts'
import { makeProject, startServer } from './place.ts'

const times = Number(process.argv[2] ?? 5)
const say = (words: string): void => void process.stdout.write(`${words}\n`)

const built = mkdtempSync(join(tmpdir(), 'millwright-bench-pages-'))
await buildPages(built)
const html = readFileSync(join(built, 'index.html'), 'utf8')
for (const name of readdirSync(join(built, 'assets'))) {
  const kib = gzipSync(readFileSync(join(built, 'assets', name))).length / 1024
  say(`${html.includes(name) ? 'at first  ' : 'when asked'} ${kib.toFixed(1)} KiB packed: ${name}`)
}
rmSync(built, { recursive: true, force: true })

const folder = await makeProject(100)
const server = await startServer(folder)
const executablePath = process.env['MILLWRIGHT_CHROMIUM'] ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const found: number[] = []
for (let time = 0; time < times; time++) found.push(await once())
const middle = found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0
say(`from the address to a page with its data, nothing kept from before: ${Math.round(middle)} ms (median of ${times})`)
await browser.close()
await server.close()
rmSync(folder, { recursive: true, force: true })

/** A browser that has nothing, until the page says where the database stands. */
async function once(): Promise<number> {
  const context = await browser.newContext()
  const [name = '', value = ''] = server.cookie.split('=')
  await context.addCookies([{ name, value, url: server.url }])
  const page = await context.newPage()
  const from = performance.now()
  await page.goto(`${server.url}/e/main`)
  await page.getByText('2 to apply: see the plan').waitFor()
  const took = performance.now() - from
  await context.close()
  return took
}
