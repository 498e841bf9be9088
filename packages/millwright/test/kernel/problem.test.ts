import { expect, test } from 'vitest'
import { causedBy, defineProblem, isProblem, Problem, wordsOf } from '../../src/kernel/problem.ts'

const lost = defineProblem('TEST101', 4, (what: string, rows: number) => ({
  what: `${what} lost ${rows} rows.`,
  state: 'Nothing was changed.',
  does: 'It waits.',
  next: 'Look again.',
}))

test('a maker knows its code and makes an error with its texts', () => {
  const problem = lost('A move', 3)
  expect(lost.code).toBe('TEST101')
  expect(problem).toBeInstanceOf(Error)
  expect(problem).toMatchObject({
    name: 'Problem',
    message: 'A move lost 3 rows.',
    code: 'TEST101',
    exit: 4,
    text: { what: 'A move lost 3 rows.', state: 'Nothing was changed.', does: 'It waits.', next: 'Look again.' },
  })
  expect(problem.cause).toBe(undefined)
})

test('what was thrown underneath is kept, and nothing else changes', () => {
  const driver = new Error('disk I/O error')
  const problem = causedBy(lost('A move', 3), driver)
  expect(problem.cause).toBe(driver)
  expect(problem).toMatchObject({
    code: 'TEST101',
    exit: 4,
    message: 'A move lost 3 rows.',
    text: lost('A move', 3).text,
  })
})

test('a problem made by another copy of the module is one, too', async () => {
  const place = new URL('../../src/kernel/problem.ts?another-copy', import.meta.url).href
  const copy = (await import(place)) as typeof import('../../src/kernel/problem.ts')
  const foreign = copy.defineProblem('TEST102', 2, () => ({ what: 'x', state: 'y', next: 'z' }))()
  expect(copy.Problem).not.toBe(Problem)
  expect(foreign).not.toBeInstanceOf(Problem)
  expect(isProblem(foreign)).toBe(true)
  expect(copy.isProblem(lost('x', 1))).toBe(true)
})

test('nothing else is a problem', () => {
  const like = { code: 'TEST101', exit: 4, text: lost('x', 1).text, message: 'x' }
  for (const other of [new Error('x'), like, null, undefined, 'TEST101', 7]) expect(isProblem(other)).toBe(false)
})

test('the words of anything that can be thrown', () => {
  expect([wordsOf(new Error('broken')), wordsOf('text'), wordsOf(undefined), wordsOf(7n)]).toEqual([
    'broken',
    'text',
    'undefined',
    '7',
  ])
})
