/** A real browser before a real server over a real database. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { makeProject, type Running, serveAt } from '../../millwright/test/http/place.ts'
import type { Role } from '../../millwright/src/http/roles.ts'
import { buildPages } from '../build/pages.ts'

/** Where a machine has the browser of its distribution; a developer may name another one. */
const places = [
  process.env['MILLWRIGHT_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const executablePath = places.find((path) => path !== undefined && existsSync(path))

export const shots = fileURLToPath(new URL('../shots', import.meta.url))

/** Builds the pages anew, so that what is tested is what was written. */
export async function builtPages(): Promise<{ readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-pages-'))
  await buildPages(folder)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const openBrowser = (): Promise<Browser> => {
  if (executablePath === undefined) throw new Error('there is no Chromium: install the package `chromium`')
  mkdirSync(shots, { recursive: true })
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}

export type Options = {
  readonly rows?: number
  readonly twoPersons?: boolean
  /** Changes the project before it is served. */
  readonly prepare?: (folder: string) => void
}

export type There = Running & {
  readonly folder: string
  readonly asked: readonly string[]
  readonly broken: readonly string[]
  enter(role?: Role, context?: BrowserContextOptions): Promise<Page>
  close(): Promise<void>
}

/** A project that is served; `enter` opens a page of somebody who came in by a link. */
export async function place(
  browser: Browser,
  pages: string,
  { rows = 10, twoPersons = false, prepare }: Options = {},
): Promise<There> {
  const folder = makeProject(rows)
  prepare?.(folder)
  const at = await serveAt({ folder, pages, twoPersons })
  const asked: string[] = []
  const broken: string[] = []
  const pagesOpen: Page[] = []
  const enter = async (role: Role = 'admin', context: BrowserContextOptions = {}): Promise<Page> => {
    const page = await (await browser.newContext({ locale: 'en-GB', ...context })).newPage()
    pagesOpen.push(page)
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => broken.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()))
    await page.goto(at.served.invite({ name: role, role }))
    await page.getByRole('button', { name: 'Come in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor()
    return page
  }
  const close = async (): Promise<void> => {
    for (const page of pagesOpen) await page.context().close()
    await at.served.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...at, folder, enter, asked, broken, close }
}
