/** Every page of the book, wide and narrow, light and dark. */
import { lookAtAll, screens } from '@millwright/dashboard/testing/looks'
import { afterAll, beforeAll, test } from 'vitest'
import { bookStage, label, type Shown } from './support.ts'

const stage = bookStage()
let at: Shown

beforeAll(async () => {
  at = await stage.shown()
}, 120_000)
afterAll(() => at.close())

const pages = [
  ['logbook-board', '/app'],
  ['logbook-soundings', '/app/soundings'],
  ['logbook-fuel', '/app/fuel'],
  ['logbook-book', '/app/book'],
  ['logbook-book-none', '/app/book?code=G'],
  ['logbook-hitches', '/app/hitches'],
  ['logbook-hitch', '/app/hitches/1'],
] as const

test.each(screens)(
  '%s and %s: nothing to complain of, nothing beyond the edge, one heading',
  async (size, colorScheme) => {
    await lookAtAll(at, { size, colorScheme, pages, label })
  },
  180_000,
)
