/** What every page must be on every screen: wide and narrow, light and dark, for eyes, ears and keys. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { shots, type There } from './place.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 740 } } as const

/** For `test.each`: each size in each of the two colour schemes. */
export const screens = [
  ['wide', 'light'],
  ['wide', 'dark'],
  ['narrow', 'light'],
  ['narrow', 'dark'],
] as const

export type Look = {
  readonly size: keyof typeof sizes
  readonly colorScheme: 'light' | 'dark'
  /** Each page with the name of its picture and its address behind `/e/main`. */
  readonly pages: readonly (readonly [name: string, path: string])[]
  /** How the titles end: the label of the environment. */
  readonly label: string
  readonly role?: Parameters<There['enter']>[0]
}

/** Opens each page, keeps a picture of it, and finds nothing to complain of, nothing beyond the edge, and one heading. */
export async function lookAtAll(at: There, { size, colorScheme, pages, label, role = 'admin' }: Look): Promise<void> {
  const page = await at.enter(role, { viewport: sizes[size], colorScheme, reducedMotion: 'reduce' })
  for (const [name, path] of pages) {
    await page.goto(`${at.url}/e/main${path}`)
    await settled(page)
    await page.screenshot({ path: join(shots, `${name}-${size}-${colorScheme}.png`), fullPage: true })
    expect(await complaints(page), name).toEqual([])
    expect(await overflow(page), name).toBeLessThanOrEqual(0)
    expect(await page.getByRole('heading', { level: 1 }).count(), name).toBe(1)
    expect(await page.title(), name).toMatch(new RegExp(` · ${label} · Millwright$`))
  }
  await page.context().close()
  expect(at.broken).toEqual([])
  expect(at.asked.filter((url) => new URL(url).origin !== at.url)).toEqual([])
}

/** Waits until a page has read what it shows, and hears the news. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator('.live.ok').waitFor()
  const isReading = `document.querySelector('[aria-busy="true"], .drawing:empty') !== null`
  while (await page.evaluate(isReading)) await page.waitForTimeout(20)
}

/** What a checker of accessibility finds; it is handed to the page over the debugger, which no policy of the page concerns. */
export async function complaints(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  )
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
