import { afterAll, beforeAll, test } from 'vitest'
import { hospitalStage, type Shown } from './support.ts'
const stage = hospitalStage({ profile: 'real', ocm: 90, ppm: 80, training: 60 })
let at: Shown
beforeAll(async () => { at = await stage.shown() }, 120_000)
afterAll(() => at.close())
test('try', async () => {
  const page = await at.enter('admin', { viewport: { width: 1280, height: 800 } })
  page.on('response', (r) => console.log(r.status(), r.url()))
  for (const path of ['/app', '/app/ocm', '/app/calendar?month=2025-09']) {
    await page.goto(`${at.url}/e/main${path}`)
    await page.waitForTimeout(3000)
    console.log(path, await page.evaluate('document.body.innerText'), at.broken, at.faults)
    console.log(await page.evaluate(`[...document.querySelectorAll('[aria-busy="true"], .drawing:empty')].map((e) => e.outerHTML)`))
  }
}, 60_000)
