import type { Report, RunResult } from 'millwright'
import type { MoveDocument } from './document.ts'
import type { Moved } from './follow.ts'
import type { QualityEntry } from './quality.ts'
import { cut, padded, words, wrapped } from './text.ts'
import type { Checked } from './verify.ts'

/** A path as the person would type it. */
export type Near = (path: string) => string

/** What a person reads at the end of a move. */
export function printMoved(
  { document, files }: Moved,
  { columns, near }: { readonly columns: number; readonly near: Near },
): string {
  const width = Math.min(100, Math.max(60, columns))
  const blocks = [
    ledgerLines(document),
    rejectLines(document, width),
    checklistLines(document, width),
    qualityLines(document.dataQuality, width),
    copyLines(document, near),
    files === undefined ? [] : ['Report', `  ${near(files.html)}`, `  ${near(files.json)}`],
    problemLines(document, width),
    verdictLines(document, width),
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** What a person reads when the migrations after the move have run. */
export function printFollowUps(
  { report, files }: RunResult,
  { columns, near }: { readonly columns: number; readonly near: Near },
): string {
  const width = Math.min(100, Math.max(60, columns))
  const { verdict, run, items, checks } = report
  const range = [items.at(0), items.at(-1)].map((item) => item?.migration).join(' to ')
  return `${[
    `After the move: migrations ${range}`,
    ...items.flatMap(({ migration, steps }) => steps.map((step) => cut(stepLine(migration, step), width))),
    ...checks.filter(isDeclared).map((check) => cut(checkLine(check), width)),
    '',
    'Report',
    `  ${near(files.html)}`,
    '',
    ...wrapped(sentence(verdict.why), width, ''),
    `verdict: ${verdict.word ?? 'none'} (run ${run.id})`,
  ].join('\n')}\n`
}

const stepLine = (migration: string, { name, counters }: Report['items'][number]['steps'][number]): string =>
  `  ${padded(`${migration} ${name}`, 24)}${words(counters.read)} read, ${words(counters.inserted)} written`

/** What the migrations' author demanded, beside what the engine proves by itself. */
const isDeclared = ({ kind }: Report['checks'][number]): boolean => ['keeps', 'zero', 'same'].includes(kind)

const checkLine = ({ name, ok }: Report['checks'][number]): string => `  ${padded(name, 62)}${ok ? 'ok' : 'FAILED'}`

const ledgerHead = ['', 'read', 'written', 'unchanged', 'no row', 'left out', 'rows there'] as const

/** Every table with what became of the records that were read for it. */
function ledgerLines({ items, run, tables }: MoveDocument): readonly string[] {
  const steps = items.flatMap(({ steps: own }) => own)
  const rows = steps.map(({ name, counters: c }) => [
    name,
    words(c.read),
    words(c.inserted + c.updated),
    words(c.unchanged),
    words(c.filtered + c.merged),
    words(c.rejected),
    words(tables[name] ?? 0),
  ])
  const where = run.rehearsal ? 'on the copy' : 'in the database'
  return [`Records, table by table (${where})`, ...[ledgerHead, ...rows].map((row) => ledgerLine(row))]
}

const ledgerLine = (cells: readonly string[]): string =>
  `  ${padded(cells[0] ?? '', 24)}${cells
    .slice(1)
    .map((cell) => cell.padStart(12))
    .join('')}`

function rejectLines({ rejects, registers }: MoveDocument, width: number): readonly string[] {
  const suffixed = Object.entries(registers).filter(([, { suffixed: count }]) => count > 0)
  const renamed = suffixed.map(
    ([name, { suffixed: count }]) => `  ${words(count)} ${name} records got a suffix, because their serial was taken`,
  )
  const left = rejects.groups.map(
    ({ step, rule, rows, message, accepted }) =>
      `  ${words(rows)} ${step} records left out${accepted ? ', as the policy says' : ''}: ${rule} (${message})`,
  )
  const lines = [...renamed, ...left].map((line) => cut(line, width))
  return lines.length === 0 ? [] : ['Not as in the file', ...lines]
}

const topics: Readonly<Record<Checked['id'], string>> = {
  V1: 'every record accounted for, each with its lineage',
  V2: 'every key of every record equals its row',
  V3: 'checksums of what was written and of the tables',
  V4: 'count, distinct, least, greatest, length by column',
  V5: 'constraints asked once more as queries',
  V6: 'statuses computed anew',
  V7: 'what users do, tried on the copy',
  V8: 'everything loaded a second time, on a copy',
}

/** One line for each point of the checklist, and every line that failed. */
function checklistLines({ verification }: MoveDocument, width: number): readonly string[] {
  if (verification.length === 0) return []
  const lines = (Object.keys(topics) as Checked['id'][]).flatMap((id) => topicLines(id, verification, width))
  return ['Checklist', ...lines]
}

function topicLines(id: Checked['id'], verification: readonly Checked[], width: number): readonly string[] {
  const own = verification.filter((one) => one.id === id)
  if (own.length === 0) return []
  const failed = own.filter(({ ok }) => !ok)
  const state = failed.length === 0 ? 'ok' : 'FAILED'
  const count = `${own.length - failed.length} of ${own.length}`
  return [
    cut(`  ${id}  ${padded(topics[id], 54)}${padded(state, 8)}${count}`, width),
    ...failed.flatMap(({ title, found }) => wrapped(`${title}: ${found}`, width, '      ')),
  ]
}

/** What a person should look at: errors, then warnings; what is only information stands in the report. */
function qualityLines(entries: readonly QualityEntry[], width: number): readonly string[] {
  const seen = entries.filter(({ count }) => count > 0)
  const kinds = Object.values(
    Object.groupBy(seen.filter(isGrave), (entry) => `${entry.severity} ${entry.file} ${nameOf(entry)}`),
  )
  const lines = kinds.flatMap((kind) => (kind === undefined ? [] : [summaryOf(kind)]))
  const sorted = lines.toSorted((a, b) => a.rank - b.rank || b.count - a.count)
  if (seen.length === 0) return []
  return [
    'Data quality: counted, kept in the lineage, never repaired by guessing',
    ...sorted.map(({ text }) => cut(text, width)),
    cut(
      `  and ${words(seen.length - seen.filter(isGrave).length)} findings that only inform; samples of all stand in the report`,
      width,
    ),
  ]
}

const ranks: Readonly<Record<string, number>> = { error: 0, warning: 1 }
const isGrave = ({ severity }: QualityEntry): boolean => severity in ranks
const nameOf = ({ id, title, field }: QualityEntry): string =>
  id === null ? title.replace(String(field), String(field).replace(/^.*\./, '')).replace(/ \(\d.*\)$/, '') : title

/** The same kind in several columns of a file is one line. */
function summaryOf(kind: readonly QualityEntry[]): {
  readonly rank: number
  readonly count: number
  readonly text: string
} {
  const [first] = kind as readonly [QualityEntry]
  const count = kind.reduce((sum, entry) => sum + entry.count, 0)
  const where = (first.file ?? '').replace('.json', '').replace('departments_and_machines', 'departments')
  const unit = count === 1 ? first.unit.replace(/^(\w+)s\b/, '$1') : first.unit
  const text = `  ${padded(first.severity, 9)}${padded(where, 12)}${padded(cut(nameOf(first), 48), 50)}${words(count).padStart(6)} ${unit}`
  return { rank: ranks[first.severity] ?? 9, count, text }
}

function copyLines({ jsonBackups }: MoveDocument, near: Near): readonly string[] {
  const [first] = jsonBackups
  if (first === undefined) return []
  const folder = first.path.slice(0, first.path.lastIndexOf('/'))
  return [
    `Copies of ${jsonBackups.length} JSON files, each read again and counted, with its SHA-256 beside it`,
    `  ${near(folder)}`,
  ]
}

function problemLines({ problem }: MoveDocument, width: number): readonly string[] {
  if (problem === null) return []
  return [
    ...wrapped(`${problem.code} ${problem.what}`, width, ''),
    ...wrapped(`state: ${problem.state}`, width, '  '),
    ...wrapped(`next:  ${problem.next}`, width, '  '),
  ]
}

/** The last lines say whether it worked. */
function verdictLines({ verdict, registers, asOf, problem, run }: MoveDocument, width: number): readonly string[] {
  const [ocm, ppm] = [registers['ocm'], registers['ppm']]
  const count = (figures: typeof ocm): string => words((figures?.written ?? 0) + (figures?.unchanged ?? 0))
  const there = `${count(ocm)} OCM and ${count(ppm)} PPM devices are in the database; statuses hold for ${asOf}.`
  const isDone = verdict.word === 'PROVED' && problem === null
  return [
    ...(isDone ? [there] : []),
    ...(problem === null ? wrapped(sentence(verdict.why), width, '') : []),
    `verdict: ${verdict.word ?? 'none'} (run ${run.id})`,
  ]
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
