/** A run as somebody sees it who looks on: from the ledger alone, whoever runs it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openProject, type Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { readNews, viewRun } from '../../src/actions/view-run.ts'
import type { RunEvent } from '../../src/ledger/events.ts'
import { noView, viewAfter } from '../../src/ledger/run-view.ts'
import { followRun } from '../../src/report/follow.ts'

let folder: string
let project: Project

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-view-'))
  writeFileSync(join(folder, 'millwright.config.json'), '{ "database": "sqlite:shop.db" }\n')
  const write = (name: string, text: string) => writeFileSync(join(folder, 'migrations', name), text)
  await import('node:fs').then(({ mkdirSync }) => mkdirSync(join(folder, 'migrations')))
  write(
    '0001_shop.sql',
    '-- migrate:up\ncreate table item (id integer primary key);\n-- migrate:down\ndrop table item;\n',
  )
  project = await openProject({ cwd: folder })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = async () => {
  const events: RunEvent[] = []
  const result = await up(project, { onEvent: (event) => events.push(event) })
  if ('upToDate' in result) throw new Error('nothing ran')
  return { events, id: result.run }
}

describe('news of a run', () => {
  test('there is none before a first run', async () => {
    expect(await readNews(project, { run: '', seq: 0 })).toBeUndefined()
  })

  test('who reads them all sees what whoever ran it saw', async () => {
    const { events, id } = await run()
    const news = await readNews(project, { run: '', seq: 0 })
    expect(news).toMatchObject({ run: id, state: 'proved' })
    expect(news?.events.reduce(viewAfter, noView)).toEqual(events.reduce(viewAfter, noView))
    expect((await viewRun(project, id)).view).toEqual(events.reduce(viewAfter, noView))
  })

  test('who comes back gets what came after the last one seen, and nothing twice', async () => {
    const { id } = await run()
    const all = (await readNews(project, { run: '', seq: 0 }))?.events ?? []
    const rest = (await readNews(project, { run: id, seq: 2 }))?.events ?? []
    expect(rest.map(({ seq }) => seq)).toEqual(all.slice(2).map(({ seq }) => seq))
    expect((await readNews(project, { run: id, seq: all.length }))?.events).toEqual([])
  })

  test('a changed event is found by whoever reads on from the one before', async () => {
    const { id } = await run()
    const db = new DatabaseSync(join(folder, 'shop.db'))
    db.prepare("update millwright_event set data = replace(data, '0001', '0009') where seq = 3").run()
    db.close()
    await expect(readNews(project, { run: id, seq: 2 })).rejects.toMatchObject({ code: 'RUN106' })
  })

  test('a follower that joins late starts from the view it was given', async () => {
    const { events } = await run()
    const early = events.slice(0, 3).reduce(viewAfter, noView)
    const follower = followRun({ view: early, events: 3 })
    for (const event of events.slice(3)) follower.take(event, 0)
    expect(follower.view).toEqual(events.reduce(viewAfter, noView))
  })
})
