import { jsonFile, type Position, type Source, type SourceRecord, type SourceSpec } from 'millwright'
import type { Issue, Result } from '../domain/issue.ts'
import { readSettings, type SettingsRows } from '../domain/settings.ts'
import type { Shaped } from '../domain/shape.ts'
import type { Entry } from './entries.ts'
import { type Facts, pathOf } from './params.ts'
import { absent } from './sources.ts'

const file = 'settings.json'

/** What a load takes from the settings: its rows, each with the issues that belong to it. */
export type Part<Row> = { readonly name: string; readonly rowsOf: (rows: SettingsRows) => readonly Owned<Row>[] }
export type Owned<Row> = { readonly row: Row; readonly path: readonly string[] }

/**
 * One part of `settings.json` as records. The file is one object whose parts depend on each other, so it is read as a
 * whole; it is small. Its text holds secrets and is kept nowhere.
 */
export function settingsPart<Row>(facts: Facts, part: Part<Row>): SourceSpec {
  if (!facts.files.includes(file)) return absent(file)
  return { kind: 'json', text: `${part.name} of ${pathOf(facts, file)}`, open: () => partSource(facts, part) }
}

function partSource<Row>(facts: Facts, part: Part<Row>): Source {
  const whole = jsonFile(pathOf(facts, file), { object: 'entries', roots: [facts.data], allowEmpty: true })
  const records = async (): Promise<readonly SourceRecord[]> => recordsOf(readSettings(await objectIn(whole)), part)
  return {
    name: `${file}: ${part.name}`,
    description: { ...whole.description, part: part.name },
    pin: async () => ({ ...(await whole.pin()), records: (await records()).length }),
    read: (from) => chunksFrom(records, from),
    close: () => whole.close(),
  }
}

/** @throws the source's problem when the file is damaged: it is never taken for empty settings */
async function objectIn(whole: Source): Promise<Readonly<Record<string, unknown>>> {
  const members: [string, unknown][] = []
  for await (const chunk of whole.read(undefined)) {
    for (const { value } of chunk.records) {
      const { key, value: member } = value as Entry
      members.push([key, member])
    }
  }
  return Object.fromEntries(members)
}

const raw = '(not shown: it holds secrets)'

function recordsOf<Row>(result: Result<SettingsRows>, part: Part<Row>): readonly SourceRecord[] {
  if (!result.ok) return result.issues.filter(({ severity }) => severity === 'error').map(faultyRecord)
  return part.rowsOf(result.row).map(({ row, path }, index) => {
    const value: Shaped<Row> = { row, issues: issuesAt(result.issues, path) }
    return { index, raw, value }
  })
}

const faultyRecord = ({ code, message, field }: Issue, index: number): SourceRecord => ({
  index,
  raw,
  value: undefined,
  fault: { code, message, path: field },
})

const issuesAt = (issues: readonly Issue[], path: readonly string[]): readonly Issue[] =>
  issues.filter((issue) => path.every((part, at) => issue.path[at] === part))

async function* chunksFrom(list: () => Promise<readonly SourceRecord[]>, from: Position | undefined) {
  const records = (await list()).slice(from?.record ?? 0)
  if (records.length === 0) return
  const record = (records.at(-1) as SourceRecord).index + 1
  yield { records, position: { record, mark: null }, bytes: 0 }
}
