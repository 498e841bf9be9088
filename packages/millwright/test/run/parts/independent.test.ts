/** What the plan sees of a step whose rows depend on each other. */
import { describe, expect, test } from 'vitest'
import { planAction } from '../../../src/actions/plan.ts'
import type { Project } from '../../../src/actions/project.ts'
import type { StepPlan } from '../../../src/steps/describe.ts'
import { server } from '../../dialects/server.ts'
import { moveOf, problemOf, projectWith } from '../project-with.ts'
import { tables } from './steps.ts'

const more = `
create view seen as select id, qty from part;
create function biggest() returns integer stable language plpgsql as 'begin return (select max(qty) from part); end';
create unique index other_qty on other (qty);
create table watched (id bigint primary key);
create function look() returns trigger language plpgsql as 'begin return new; end';
create trigger look before insert on watched for each row execute function look();
create table tree (id bigint primary key, parent bigint references tree);
-- migrate:down`

/** Nothing of it is applied: the plan plays the history by itself. */
const projectFor = (move: string): Promise<Project> =>
  projectWith(
    { '0001_part.sql': tables.replace('-- migrate:down', more), '0002_move.ts': moveOf(move) },
    { database: server?.newUrl() },
  )

const stepOf = async (project: Project): Promise<StepPlan | undefined> => (await planAction(project)).items[1]?.steps[0]

const refused: readonly (readonly [string, string, string])[] = [
  [
    'other rows of its table',
    `m.fill('x', { table: 'part', set: { qty: sql\`(select max(p.qty) from part as p)\` }, parts: 2 })`,
    'it reads other rows of part, which it writes',
  ],
  [
    'other rows through a view',
    `m.fill('x', { table: 'part', set: { qty: sql\`(select max(v.qty) from seen as v)\` }, parts: 2 })`,
    'it reads other rows of part, which it writes',
  ],
  [
    'other rows in its condition',
    `m.fill('x', { table: 'part', set: { qty: sql\`1\` }, where: sql\`qty < (select avg(qty) from part)\`, parts: 2 })`,
    'it reads other rows of part, which it writes',
  ],
  [
    'what it builds',
    `m.build('x', { to: 'copy', key: ['id'], select: sql\`select id, qty, name as label from part where id not in (select id from copy)\`, parts: 2 })`,
    'it reads other rows of copy, which it writes',
  ],
  [
    'a function that may read',
    `m.fill('x', { table: 'part', set: { qty: sql\`biggest()\` }, parts: 2 })`,
    'nobody can see what the function biggest reads; declare it immutable if it reads nothing',
  ],
  [
    'a unique column',
    `m.fill('x', { table: 'other', key: ['id'], set: { qty: sql\`qty + 1\` }, parts: 2 })`,
    'the column qty is unique, so its values depend on those of other rows',
  ],
  [
    'a trigger',
    `m.build('x', { to: 'watched', key: ['id'], select: sql\`select id from part\`, parts: 2 })`,
    'the trigger look on watched may read other rows',
  ],
  [
    'rows that point at each other',
    `m.build('x', { to: 'tree', key: ['id'], select: sql\`select id, id as parent from part\`, parts: 2 })`,
    'rows of tree point at other rows of it (parent)',
  ],
]

describe.skipIf(server === undefined)('the plan refuses parts that depend on each other', { timeout: 60_000 }, () => {
  test.each(refused)('%s', async (_, move, why) => {
    const problem = await problemOf(planAction(await projectFor(move)))
    expect(problem).toMatchObject({ code: 'MOVE118', exit: 4 })
    expect(problem.text.what).toBe(`Step "x" cannot be done in parts side by side: ${why}.`)
  })

  test('and lets those pass that read other tables, values of their own and functions that read nothing', async () => {
    const move = `m.fill('x', { table: 'part', set: { qty: sql\`qty + \${5} + (select count(*) from other)::integer\`, name: sql\`coalesce(name, \${'it\\'s'}) || random()\` }, parts: 2 })`
    expect((await stepOf(await projectFor(move)))?.parts).toEqual({ most: 2, sideBySide: true })
  })
})
