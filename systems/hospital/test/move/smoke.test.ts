import { up } from 'millwright'
import { expect, test } from 'vitest'
import { hospitalProject } from '../../src/move/project.ts'
import { smokeTest } from '../../src/move/smoke.ts'
import { ocm, ppm, writeRegisters } from './records.ts'
import { asOf, change, emptyPlace, move, type Place } from './support.ts'

async function atHead(): Promise<Place> {
  const place = emptyPlace()
  const odd = [ocm(1), ocm(2, { Serial: 'A/B 1#' })]
  writeRegisters(place, { ocms: odd, ppms: [ppm(1), ppm(2, { SERIAL: 'C/D 2#' })] })
  await move(place)
  await up(await hospitalProject(place.db), { yes: true })
  return place
}

const failedIn = async (place: Place): Promise<readonly (readonly string[])[]> => {
  const tried = await smokeTest(await hospitalProject(place.db), asOf)
  return [tried.ocm, tried.ppm].map((list) => list.filter(({ ok }) => !ok).map(({ label }) => label))
}

test('the six topics pass over HTTP, and leave everything as it was', async () => {
  const place = await atHead()
  expect(await failedIn(place)).toEqual([[], []])
})

test('a database that does not do what users do fails, by the name of the topic', async () => {
  const place = await atHead()
  change(
    place,
    `create trigger keeps before delete on ocm_equipment begin select raise(ignore); end;
    create trigger never_done after update on ppm_visit when new.completed_on is not null
      begin update ppm_visit set completed_on = null where id = new.id; end`,
  )
  expect(await failedIn(place)).toEqual([
    ['delete it', 'filter by status covers everything once', 'everything else as it was'],
    ['note that a quarter is done'],
  ])
})
