import { compareContent } from '../backup/compare.ts'
import { contentOf, type DatabaseContent } from '../backup/content.ts'
import type { Ddl } from '../dialects/ddl.ts'
import { checksumOf } from '../history/content.ts'
import { ancestorsOf, descendantsOf, type Graph, ordered } from '../history/graph.ts'
import type { Body, Migration, SqlBody } from '../history/migration.ts'
import { filledSql, type SqlContent } from '../history/scaffold.ts'
import { parseSql } from '../history/sql-file.ts'
import type { Way } from '../history/way.ts'
import { playMigration } from '../plan/make-plan.ts'
import { openReplay, type Replay } from '../plan/replay.ts'
import { noAnswers } from '../schema/answers.ts'
import type { Catalogue } from '../schema/catalogue.ts'
import { compare } from '../schema/change.ts'
import { ddlOf } from './diff.ts'
import { notForeseeable, squashDiffers } from './problems.ts'
import type { Project } from './project.ts'
import { joinedContent } from './squash-joined.ts'
import type { Range } from './squash-range.ts'

export type Squash = { readonly text: string; readonly form: 'schema' | 'statements'; readonly rows: number }

type Wanted = { readonly range: Range; readonly file: string; readonly name: string }

/** Writes the file and plays it, there and back and there again, beside what it takes the place of. @throws SQUASH104 to SQUASH107 */
export async function squashText(project: Project, graph: Graph, { range, file, name }: Wanted): Promise<Squash> {
  const original = await playOriginal(project, graph, range)
  const squashed = waysOf(range)
  const { content, form } = original.written
  const notes = [`${range.ids.join(', ')} in one file, written by \`millwright squash\`.`, ...content.notes]
  const text = filledSql(range.parents, { ...content, notes, squashed })
  const body = parseSql({ file, text }, (script) => project.dialect.split(script))
  const migration: Migration = {
    id: range.ids.at(-1) ?? '',
    name,
    file,
    checksum: checksumOf(text),
    kind: 'sql',
    declared: range.parents,
    parents: range.parents,
    squashed,
    content: () => text,
    load: async () => body,
  }
  await proveSquash(project, graph, { range, migration, body, original })
  return { text, form, rows: rowsIn(original.after) - rowsIn(original.before) }
}

const rowsIn = ({ tables }: DatabaseContent): number => Object.values(tables).reduce((sum, { rows }) => sum + rows, 0)

/** Every list of migrations that a database may have applied instead of the one file. */
function waysOf({ migrations }: Range): readonly Way[] {
  let ways: readonly Way[] = [[]]
  for (const { id, checksum, squashed = [] } of migrations) {
    const forms: readonly Way[] = [[{ id, checksum }], ...squashed]
    ways = ways.flatMap((way) => forms.map((form) => [...way, ...form]))
  }
  return ways
}

type Original = {
  readonly before: DatabaseContent
  readonly after: DatabaseContent
  readonly written: { readonly content: SqlContent; readonly form: Squash['form'] }
}

async function playOriginal(project: Project, graph: Graph, range: Range): Promise<Original> {
  const ddl = ddlOf(project.dialect)
  const replay = await openReplay(project.dialect, project.url)
  try {
    await playBefore(project, graph, { range, replay })
    const [before, start] = [await contentOf(project.dialect, replay.db), await ddl.describe(replay.db)]
    const bodies: Body[] = []
    for (const migration of range.migrations) {
      const { body } = await playMigration(replay, migration, project.params)
      if (!replay.isCertain()) throw notForeseeable(migration.id)
      bodies.push(body)
    }
    const after = await contentOf(project.dialect, replay.db)
    const hasSwitch = project.dialect.foreignKeySwitch !== undefined
    const isBeginning = range.parents.length === 0
    const written = isBeginning
      ? { form: 'schema' as const, content: await wholeContent(ddl, replay, { start, bodies, hasSwitch }) }
      : { form: 'statements' as const, content: joinedContent(project.dialect, range, bodies) }
    return { before, after, written }
  } finally {
    await replay.close()
  }
}

async function playBefore(
  project: Project,
  graph: Graph,
  { range, replay }: { readonly range: Range; readonly replay: Replay },
): Promise<void> {
  for (const id of ordered(graph, new Set([...ancestorsOf(graph, range.parents), ...range.parents]))) {
    const migration = graph.migrations.get(id)
    if (migration !== undefined) await playMigration(replay, migration, project.params)
  }
}

type Whole = {
  readonly start: Catalogue
  readonly bodies: readonly Body[]
  /** References are checked while their tables are made, unless they are switched off. */
  readonly hasSwitch: boolean
}

/** What a whole history makes of an empty database: its schema, and the rows that it inserted itself. */
async function wholeContent(ddl: Ddl, { db }: Replay, { start, bodies, hasSwitch }: Whole): Promise<SqlContent> {
  const end = await ddl.describe(db)
  const order = { renames: [], answers: noAnswers, direction: 'down' as const }
  const write = (from: Catalogue, to: Catalogue) => {
    const { statements } = ddl.write({ ...order, from, to, changes: compare(from.entities, to.entities) })
    return [...(ddl.settings?.(statements) ?? []), ...statements.map(({ text }) => text)]
  }
  const [schema, rows, down] = [write(start, end), await ddl.rowsText(db), write(end, start)]
  const up = withRows(schema, rows)
  const none = bodies.flatMap((body) => (body.kind === 'move' || body.down !== undefined ? [] : [body.irreversible]))[0]
  const hasNoWayBack = bodies.some((body) => body.kind !== 'move' && body.down === undefined)
  return {
    up,
    down,
    notes: [],
    transaction: true,
    // Rows come in the order of their tables' names, and what they point at may come later.
    foreignKeys:
      hasSwitch && (rows.length > 0 || down.some((text) => text.includes('millwright_guard'))) ? 'off' : 'on',
    ...(hasNoWayBack ? { irreversible: none ?? 'one of them has no way back' } : {}),
  }
}

const comesAfterRows =
  /^\s*(?:create\s+(?:or\s+replace\s+)?(?:constraint\s+|temp\s+|temporary\s+)?(?:trigger|rule|materialized\s+view)|alter\s+table\s[^;]*\sadd\s+constraint\s[^;]*foreign\s+key)\b/i
const makesTable = /^\s*create\s+(?:unlogged\s+)?table\b/i

/** Rows stand behind every table, and before what would watch or change them. */
function withRows(schema: readonly string[], rows: readonly string[]): readonly string[] {
  const watcher = schema.findIndex((text) => comesAfterRows.test(text))
  const lastTable = schema.findLastIndex((text) => makesTable.test(text))
  const at = Math.max(lastTable + 1, watcher < 0 ? schema.length : watcher)
  return [...schema.slice(0, at), ...rows, ...schema.slice(at)]
}

type Proving = {
  readonly range: Range
  readonly migration: Migration
  readonly body: SqlBody
  readonly original: Original
}

/** Plays the file in a database of its own, back, there again, and what follows it. */
async function proveSquash(
  project: Project,
  graph: Graph,
  { range, migration, body, original }: Proving,
): Promise<void> {
  const replay = await openReplay(project.dialect, project.url)
  const look = () => contentOf(project.dialect, replay.db)
  const expect = async (wanted: DatabaseContent, where: string): Promise<void> => {
    const found = compareContent(wanted, await look())
    if (found.length > 0)
      throw squashDiffers(
        where,
        found.map(({ message }) => message),
      )
  }
  try {
    await playBefore(project, graph, { range, replay })
    await replay.play(migration, body)
    await expect(original.after, 'up')
    if (body.down !== undefined) {
      await replay.play(migration, { ...body, up: body.down })
      await expect(original.before, 'down')
      await replay.play(migration, body)
    }
    for (const id of ordered(graph, descendantsOf(graph, [migration.id]))) {
      const next = graph.migrations.get(id)
      if (next !== undefined && next.parents.every((parent) => isPlayed(graph, range, parent)))
        await playMigration(replay, next, project.params)
    }
  } finally {
    await replay.close()
  }
}

/** A merge with a branch that was not played cannot be played either. */
function isPlayed(graph: Graph, { ids, parents }: Range, parent: string): boolean {
  const last = ids.at(-1) ?? ''
  return [descendantsOf(graph, [last]), ancestorsOf(graph, parents), [last, ...parents]].some((some) =>
    new Set(some).has(parent),
  )
}
