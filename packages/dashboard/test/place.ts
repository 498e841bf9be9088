/** A real browser before a real server over a real database. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { makeProject, type Running, serveAt } from '../../millwright/test/http/place.ts'
import type { Role } from '../../millwright/src/http/roles.ts'
import { type Applications, buildPages } from '../build/pages.ts'

/** Where a machine has the browser of its distribution; a developer may name another one. */
const places = [
  process.env['MILLWRIGHT_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const executablePath = places.find((path) => path !== undefined && existsSync(path))

export const shots = fileURLToPath(new URL('../shots', import.meta.url))

const openBrowser = (): Promise<Browser> => {
  if (executablePath === undefined) throw new Error('there is no Chromium: install the package `chromium`')
  mkdirSync(shots, { recursive: true })
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}

/** What a file of tests shares: one browser, and the pages built anew, so that what is tested is what was written. */
export type Stage = {
  /** Where the built pages are, once the tests run. */
  readonly folder: string
  place(options?: Options): Promise<There>
}

/**
 * Builds the pages, with those of the applications that are named, and opens a browser for the tests of one file.
 *
 * @example const stage = openStage({ hospital: fileURLToPath(new URL('../../pages/index.tsx', import.meta.url)) })
 */
export function openStage(applications: Applications = {}): Stage {
  let browser: Browser
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'millwright-pages-'))
    await buildPages(folder, applications)
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    get folder() {
      return folder
    },
    place: (options = {}) => place({ browser, pages: folder }, options),
  }
}

export type Options = {
  /** A project that is there already, served as it stands and left where it is; else one is made anew. */
  readonly project?: { readonly folder: string; readonly config?: string }
  /** What a new project moves, and what its configuration says beside the usual. */
  readonly rows?: number
  readonly config?: object
  readonly twoPersons?: boolean
  /** Changes a new project before it is served. */
  readonly prepare?: (folder: string) => void
}

export type There = Running & {
  readonly folder: string
  /** Every address that a page asked for, and everything that a page complained of. */
  readonly asked: readonly string[]
  readonly broken: readonly string[]
  /** Opens a page of somebody who came in by a link; the name is the role's unless said. */
  enter(role?: Role, context?: BrowserContextOptions, name?: string): Promise<Page>
  close(): Promise<void>
}

type Around = { readonly browser: Browser; readonly pages: string }

async function place({ browser, pages }: Around, options: Options): Promise<There> {
  const { project, rows = 10, config = {}, twoPersons = false, prepare } = options
  const folder = project?.folder ?? makeProject(rows, config)
  if (project === undefined) prepare?.(folder)
  const flags = { cwd: folder, ...(project?.config === undefined ? {} : { config: project.config }) }
  const at = await serveAt({ folder, pages, twoPersons, environments: [{ id: 'main', flags }] })
  const asked: string[] = []
  const broken: string[] = []
  const opened: Page[] = []
  const enter = async (role: Role = 'admin', context: BrowserContextOptions = {}, name: string = role) => {
    const page = await (await browser.newContext({ locale: 'en-GB', ...context })).newPage()
    opened.push(page)
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => broken.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()))
    await page.goto(at.served.invite({ name, role }))
    await page.getByRole('button', { name: 'Come in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor()
    return page
  }
  const close = async (): Promise<void> => {
    for (const page of opened) await page.context().close()
    await at.served.close()
    if (project === undefined) rmSync(folder, { recursive: true, force: true })
  }
  return { ...at, folder, enter, asked, broken, close }
}
