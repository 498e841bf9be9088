import { describe, expect, test } from 'vitest'
import { inspectPlace } from '../../src/actions/inspect.ts'
import { exec, fileOf, projectWith } from '../run/project-with.ts'

async function tablesLike(...like: readonly string[]) {
  const project = await projectWith({})
  exec(
    project,
    `create table maintenance_protocols (id integer primary key, name text);
     create table protocol_checklist_items (id integer primary key, protocol integer references maintenance_protocols (id));
     create index by_protocol on protocol_checklist_items (protocol);
     create table parts (id integer primary key); create view maintenance_names as select name from maintenance_protocols`,
  )
  const { catalogue, statements } = await inspectPlace({ from: `sqlite:${fileOf(project)}`, where: {}, like })
  const named = catalogue.entities.filter(({ of }) => of === undefined).map(({ kind, name }) => `${kind} ${name}`)
  return { named, statements: statements.map((text) => text.split('\n')[0]) }
}

describe('inspect --like', () => {
  test('tells objects of these names, with what belongs to them', async () => {
    const { named, statements } = await tablesLike('maintenance*', 'protocol*')
    expect(named).toEqual(['table maintenance_protocols', 'table protocol_checklist_items', 'view maintenance_names'])
    expect(statements.join('\n')).toMatch(/create table "?maintenance_protocols.*create index "?by_protocol/is)
    expect(statements.join('\n')).not.toMatch(/"?parts"?/)
  })

  test('takes a name without a star as it is, and letters that mean something to a pattern as letters', async () => {
    expect((await tablesLike('PARTS')).named).toEqual(['table parts'])
    expect((await tablesLike('part.')).named).toEqual([])
    expect((await tablesLike('nothing*')).statements).toEqual([])
  })
})
