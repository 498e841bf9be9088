import { isProblem, up } from 'millwright'
import { expect, test } from 'vitest'
import { hospitalProject } from '../../src/move/project.ts'
import { list, ocm, ppm, writeRegisters } from './records.ts'
import { change, contentOf, count, digestOf, emptyPlace, move, writeData } from './support.ts'

const problemOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (isProblem(error)) return `${error.code} ${error.text.what}`
    throw error
  }
}

test('files that changed since are refused with what is new, changed and gone, and nothing is loaded', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ocms: [ocm(1), ocm(2), ocm(3)] })
  await move(place)
  const before = contentOf(place)
  writeData(place, 'ocm.json', list([ocm(1), ocm(2, { Name: 'OTHER' }), ocm(4)]))
  expect(await problemOf(() => move(place))).toBe(
    'HOSP111 The registers were moved before, and the JSON files have changed since: ocm: 1 changed (no. 2), ocm: 1 new (no. 4), ocm: 1 removed (no. 3).',
  )
  expect(contentOf(place)).toBe(before)
})

test('what was done in the database is no change of the files', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ocms: [ocm(1), ocm(2)] })
  await move(place)
  change(place, "update ocm_equipment set name = 'EDITED' where no = 1; delete from ocm_equipment where no = 2")
  const { exit, document } = await move(place)
  expect(exit).toBe(0)
  expect(document.verdict.why).toContain('without a row any more: 1 ')
  expect(document.verdict.why).toContain('with another row or none: 1 ')
  expect(count(place, 'ocm_equipment')).toBe(1)
})

test('a second move without a day keeps the day of the first', async () => {
  const place = emptyPlace()
  writeRegisters(place, {})
  await move(place)
  const { runMove } = await import('../../src/move/run-move.ts')
  const { optionsFor } = await import('./support.ts')
  const { exit, document } = await runMove({ ...optionsFor(place), asOf: '2030-01-01', isDayNamed: false })
  expect([exit, document.asOf]).toEqual([0, '2025-06-28'])
})

test('a move of what stands at the head of its history finds everything as it is, changes nothing, and sees changed files', async () => {
  const place = emptyPlace()
  writeRegisters(place, { ocms: [ocm(1), ocm(2)], ppms: [ppm(1), ppm(2), ppm(3)] })
  await move(place)
  await up(await hospitalProject(place.db), { yes: true })
  change(place, "update ppm_visit set completed_on = '2025-07-15' where equipment_id = 2 and quarter = 1")
  const before = [digestOf(place.db), contentOf(place)]
  const { exit, document } = await move(place)
  expect([exit, document.verdict.word]).toEqual([0, 'PROVED'])
  expect(document.verdict.why).toMatch(/^nothing to move: unchanged = \d+ records; the database was only read$/)
  expect(document.registers['ppm']).toMatchObject({ read: 3, unchanged: 3, written: 0 })
  expect(document.tables['ppm']).toBe(3)
  expect([digestOf(place.db), contentOf(place)]).toEqual(before)
  writeData(place, 'ppm.json', list([ppm(1), ppm(2, { Name: 'OTHER' }), ppm(3)]))
  expect(await problemOf(() => move(place))).toBe(
    'HOSP111 The registers were moved before, and the JSON files have changed since: ppm: 1 changed (no. 2).',
  )
  expect([digestOf(place.db), contentOf(place)]).toEqual(before)
})
