/** The second file on board, which an indexer makes and no revision: virtual tables with their shadows, and the triggers that feed them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  adopt,
  createBackup,
  diff,
  openProject,
  type Project,
  proveBackup,
  restoreBackup,
  status,
  types,
  up,
} from 'millwright'
import { expect, test } from 'vitest'
import { change, emptyPlace, query } from '../support.ts'

const manuals = `
create table documents (id integer primary key, title text not null, file text not null unique);
create table pages (id integer primary key, document_id integer not null references documents (id) on delete cascade, number integer not null, text text not null);
create table cards (id integer primary key, page_id integer references pages (id), heading text, body text not null);
create table doc_authority (document_id integer primary key references documents (id), weight real not null default 1);
create table search_log (id integer primary key, words text not null, found integer not null, at text not null);
create table tags (page_id integer not null references pages (id), tag text not null, primary key (page_id, tag)) without rowid;
create virtual table pages_fts using fts5 (text, content = 'pages', content_rowid = 'id', tokenize = 'porter unicode61');
create virtual table cards_fts using fts5 (heading, body, prefix = '2 3');
create trigger pages_after_insert after insert on pages begin insert into pages_fts (rowid, text) values (new.id, new.text); end;
create trigger pages_after_delete after delete on pages begin insert into pages_fts (pages_fts, rowid, text) values ('delete', old.id, old.text); end;
create trigger cards_after_insert after insert on cards begin insert into cards_fts (rowid, heading, body) values (new.id, new.heading, new.body); end;
insert into documents values (1, 'Main engine', 'me.pdf'), (2, 'Bow thruster', 'bt.pdf');
insert into pages values (1, 1, 1, 'Change the fuel filters every 500 hours'), (2, 2, 7, 'Grease the bearings of the thruster');
insert into cards values (1, 1, 'Filters', 'Two duplex filters');
insert into doc_authority values (1, 2.5);
insert into tags values (1, 'fuel'), (2, 'grease');
`

async function manualsProject(): Promise<Project> {
  const db = emptyPlace()
  change(db, manuals)
  const root = dirname(db)
  mkdirSync(join(root, 'migrations'))
  writeFileSync(
    join(root, 'millwright.config.json'),
    JSON.stringify({ database: `sqlite:${db}`, backups: { before: 'never' } }),
  )
  return openProject({ cwd: root })
}

const fileOf = ({ root }: Project): string => join(root, 'orb.db')
const found = (project: Project, words: string) =>
  query(fileOf(project), `select rowid from pages_fts where pages_fts match '${words}'`).map(({ rowid }) => rowid)

test('it is taken over: the tables that its indexer made are known, their shadows are nobody’s', async () => {
  const project = await manualsProject()
  expect(await adopt(project)).toMatchObject({ mode: 'baseline', differences: [], exit: 0 })
  expect((await status(project)).drift).toEqual([])
  const names = (await types(project, { cwd: project.root })).tables.map(({ name }) => name)
  expect(names.filter((name) => /fts_/.test(name))).toEqual([])
  expect(found(project, 'filter')).toEqual([1])
  change(fileOf(project), "insert into pages values (3, 2, 8, 'Torque of the propeller nut')")
  expect(found(project, 'torque')).toEqual([3])
})

test('its baseline makes it anew from nothing, with the search working', async () => {
  const project = await manualsProject()
  const { migration } = await adopt(project)
  const other: Project = { ...project, url: `sqlite:${join(project.root, 'new.db')}` }
  expect(await up(other, { target: migration })).toMatchObject({ verdict: 'PROVED' })
  const sides = { from: project.url, to: other.url, where: { cwd: project.root } }
  expect((await diff(sides)).changes).toEqual([])
  change(join(project.root, 'new.db'), manuals.slice(manuals.indexOf('insert into documents')))
  expect(query(join(project.root, 'new.db'), "select rowid from pages_fts where pages_fts match 'grease'")).toEqual([
    { rowid: 2 },
  ])
})

test('it is backed up with its index, proved, and put back', async () => {
  const project = await manualsProject()
  const { id } = await createBackup(project)
  expect((await proveBackup(project, id)).findings).toEqual([])
  change(fileOf(project), 'drop trigger pages_after_insert; delete from cards; drop table cards_fts')
  await restoreBackup(project, { id, yes: true })
  expect(found(project, 'thruster')).toEqual([2])
  expect(query(fileOf(project), "select rowid from cards_fts where cards_fts match 'du*'")).toEqual([{ rowid: 1 }])
})

test('a change beside it keeps its index, its shadows and its triggers', async () => {
  const project = await manualsProject()
  const wanted = join(project.root, 'wanted.sql')
  const schema = manuals.slice(0, manuals.indexOf('insert into documents'))
  writeFileSync(wanted, schema.replace('title text not null,', 'title text not null, shelf text,'))
  const { up: statements, findings } = await diff({ from: project.url, to: wanted, where: { cwd: project.root } })
  expect(findings).toEqual([])
  change(fileOf(project), statements.framed.map((text) => `${text};`).join('\n'))
  expect(query(fileOf(project), 'select shelf from documents')).toHaveLength(2)
  expect(found(project, 'bearings')).toEqual([2])
})
