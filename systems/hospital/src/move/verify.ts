import { type Connection, type Report, type RunResult, type Section, sql } from 'millwright'
import type { Register } from '../domain/fields.ts'
import { canonicalForm } from '../loads/canonical.ts'
import { tableOfRegister } from '../loads/registers.ts'
import { isUnchanged, type Repeated } from './again.ts'
import { compareColumns, type RunFacts } from './aggregates.ts'
import { readFigures } from './ledger.ts'
import type { Tried } from './smoke.ts'

/** One line of the checklist, executed. */
export type Checked = {
  readonly id: 'V1' | 'V2' | 'V3' | 'V4' | 'V5' | 'V6' | 'V7' | 'V8'
  readonly title: string
  readonly ok: boolean
  readonly found: string
  /** Where it was done: on the database itself, or on the copy of the rehearsal. */
  readonly on: 'database' | 'copy'
}

const registers: readonly Register[] = ['ocm', 'ppm']

/** V1 to V6, from the run's own checks and from queries of the database as it is now. */
export async function verifyDatabase(db: Connection, report: Report, about: RunFacts): Promise<readonly Checked[]> {
  const checked: Checked[] = []
  for (const register of registers) {
    checked.push(await everyRecordOnce(db, register, about))
    checked.push(...fromChecks(report, register))
    checked.push(await sameColumns(db, register, about))
  }
  checked.push(await oneMoment(db, about), ...othersFrom(report))
  return checked.toSorted((a, b) => a.id.localeCompare(b.id))
}

const words = (count: number): string => count.toLocaleString('en-US')

async function everyRecordOnce(db: Connection, register: Register, { run }: RunFacts): Promise<Checked> {
  const { read, written, unchanged, quarantined, rejected, withoutRow } = await readFigures(db, run, register)
  const row = await db.get(sql`select count(distinct record) as records, min(record) as least, max(record) as greatest
    from millwright_lineage where run = ${run} and step = ${register}`)
  const whole =
    Number(row?.['records']) === read &&
    Number(row?.['least'] ?? 0) === 0 &&
    Number(row?.['greatest'] ?? -1) === read - 1
  const balanced = read === written + unchanged + quarantined + rejected + withoutRow
  const title = `${register.toUpperCase()}: every record accounted for, with exactly one line of lineage`
  const parts = [
    `${words(written)} written`,
    `${words(unchanged)} unchanged`,
    `${words(quarantined + rejected)} left out`,
  ]
  return { id: 'V1', title, ok: whole && balanced, found: `${words(read)} read = ${parts.join(' + ')}`, on: 'database' }
}

/** The lines that are checks of the run itself. */
function fromChecks(report: Report, register: Register): readonly Checked[] {
  const own = report.checks.filter(({ step }) => step === register)
  const line = (id: Checked['id'], title: string, kinds: (check: Report['checks'][number]) => boolean): Checked => {
    const checks = own.filter(kinds)
    const failed = checks.filter(({ ok }) => !ok)
    const found =
      failed.length > 0
        ? failed.map(({ name, samples }) => `${name}: ${samples[0] ?? ''}`).join('; ')
        : (checks.at(-1)?.before ?? `${checks.length} ${checks.length === 1 ? 'query' : 'queries'}, 0 rows`)
    return {
      id,
      title: `${register.toUpperCase()}: ${title}`,
      ok: checks.length > 0 && failed.length === 0,
      found,
      on: 'database',
    }
  }
  const isStatus = (name: string): boolean => name.includes('stored status')
  return [
    line('V2', 'every key of every record equals its row', ({ kind }) => kind === 'equal'),
    line('V3', 'checksum of what was written equals the checksum of the table', ({ kind }) => kind === 'touches'),
    line(
      'V5',
      'uniqueness, required values, lengths, dates and order asked once more',
      ({ kind, name }) => kind === 'zero' && !isStatus(name),
    ),
    line('V6', 'status computed anew equals the stored one', ({ kind, name }) => kind === 'zero' && isStatus(name)),
  ]
}

async function sameColumns(db: Connection, register: Register, about: RunFacts): Promise<Checked> {
  const columns = await compareColumns(db, register, about)
  const wrong = columns.filter(({ ok }) => !ok)
  const title = `${register.toUpperCase()}: count, distinct, least, greatest and length of every column`
  const found =
    wrong.length === 0
      ? `${columns.length} columns, 5 figures each`
      : wrong
          .map(({ column, source, table }) => `${column}: ${JSON.stringify(source)} and ${JSON.stringify(table)}`)
          .join('; ')
  return { id: 'V4', title, ok: wrong.length === 0, found, on: 'database' }
}

/** Every row of a run has the same moment of creation. */
async function oneMoment(db: Connection, { run, facts }: RunFacts): Promise<Checked> {
  let other = 0
  for (const register of registers) {
    const { read, written } = await readFigures(db, run, register)
    const row = await db.get(
      sql`select count(*) as n from ${sql.id(tableOfRegister[register])} where created_at = ${facts.startedAt}`,
    )
    other += read === 0 ? 0 : written - Number(row?.['n'])
  }
  return {
    id: 'V5',
    title: 'one moment of creation for the whole run',
    ok: other <= 0,
    found: facts.startedAt,
    on: 'database',
  }
}

function othersFrom(report: Report): readonly Checked[] {
  const rest = report.checks.filter(({ step }) => step !== 'ocm' && step !== 'ppm')
  const failed = rest.filter(({ ok }) => !ok)
  const title = 'training, departments, settings, users, audit log: records, rows and nothing else'
  const found = failed.length === 0 ? `${rest.length} checks` : failed.map(({ name }) => name).join('; ')
  return [{ id: 'V2', title, ok: failed.length === 0, found, on: 'database' }]
}

/** V7 begins with the migrations that come after the move: the application works with what they give. */
export const followedOn = (end: RunResult | undefined): readonly Checked[] => {
  const ids = end?.report.items.map(({ migration }) => migration) ?? []
  const found = end === undefined ? 'nothing comes after' : `${ids.at(0)} to ${ids.at(-1)}: ${end.verdict}, ${end.why}`
  const ok = end === undefined || end.verdict === 'PROVED'
  return [{ id: 'V7', title: 'the migrations that come after the move', ok, found, on: 'copy' }]
}

/** V7: what users do, tried on the copy. */
export const triedOn = (register: Register, tried: readonly Tried[]): readonly Checked[] =>
  tried.map(({ label, ok, found }) => ({
    id: 'V7',
    title: `${register.toUpperCase()}: ${label}`,
    ok,
    found,
    on: 'copy',
  }))

/** V8: the second load changes nothing. */
export const repeatedOn = (steps: readonly Repeated[]): readonly Checked[] =>
  steps.map((step) => ({
    id: 'V8',
    title: `${step.step}: a second load changes nothing`,
    ok: isUnchanged(step),
    found: `unchanged = ${words(step.unchanged)}${step.rejected > 0 ? `, ${words(step.rejected)} left out again` : ''}`,
    on: 'copy',
  }))

/** The checklist for a reader of the report, with what the comparison regards as the same. */
export const verificationSection = (checked: readonly Checked[]): Section => ({
  title: 'Verification',
  rows: [
    ...checked.map(({ id, title, ok, found, on }) => ({
      label: `${id} ${title}`,
      value: found,
      state: ok ? ('ok' as const) : ('failed' as const),
      ...(on === 'copy' ? { detail: 'done on the copy of the rehearsal' } : {}),
    })),
    ...canonicalForm.map((text) => ({ label: 'regarded as the same', value: text, state: 'note' as const })),
  ],
})
