import { formatCount, formatDuration, plural } from '../../kernel/text.ts'
import type { CheckResult, RunEvent, RunEventType } from '../../ledger/events.ts'
import { masked } from '../../report/mask.ts'
import { ledgerWords } from '../../report/words.ts'

/** What one event says to somebody who reads lines; nothing for progress. */
export const newsLines = <E extends RunEvent>(event: E): readonly string[] =>
  (words[event.type] as (event: E) => readonly string[])(event)

type Said<T extends RunEventType> = Extract<RunEvent, { type: T }>

const words: { readonly [T in RunEventType]: (event: Said<T>) => readonly string[] } = {
  runStarted: (event) => [startWords(event)],
  backupProved: ({ backup }) => [
    `backup ${backup.id} proved by restore: ${plural(backup.tables, 'table')}, ${plural(backup.rows, 'row')}`,
  ],
  backupSkipped: ({ reason }) => [`no backup: ${reason}`],
  itemStarted: ({ migration, direction }) => [`${migration} ${direction}: started`],
  itemDone: ({ migration, direction, ms }) => [`${migration} ${direction}: ok, ${formatDuration(ms)}`],
  stepStarted: (event) => [`${event.migration}/${event.step}: started${totalWords(event)}`],
  progress: () => [],
  stepDone: ({ migration, step, counters, ms }) => [
    `${migration}/${step}: ok, ${ledgerWords(counters)}, ${formatDuration(ms)}`,
  ],
  finding: (event) => [findingLine(event)],
  check: ({ result }) => checkLines(result),
  waiting: ({ reason }) => [`waiting: ${reason}`],
  paused: ({ reason }) => [`paused: ${reason}`],
  failed: (event) => failureLines(event),
  verdict: ({ run, verdict, why, ms }) => [
    `${run} ended after ${formatDuration(ms)}: ${masked(why)}`,
    `verdict: ${verdict}`,
  ],
}

function startWords(event: Said<'runStarted'>): string {
  const what = `${event.rehearsal ? 'rehearsal' : 'run'} ${event.run} ${event.resumed ? 'resumed' : 'started'}`
  return `${what}: plan ${event.plan.slice(0, 12)}, ${plural(event.items.length, 'migration')}, target ${masked(event.target)}, epoch ${event.epoch}`
}

function totalWords({ total, done }: Said<'stepStarted'>): string {
  const rows =
    total === undefined
      ? ''
      : `, ${total.certainty === 'estimated' ? 'about ' : ''}${plural(total.rows, 'row')} to read`
  return done.read === 0 ? rows : `${rows}, ${formatCount(done.read)} of them done before`
}

function findingLine({ finding }: Said<'finding'>): string {
  const rows = finding.rows === undefined ? '' : ` (${plural(finding.rows, 'row')})`
  return `${finding.severity} ${finding.code} ${finding.subject}: ${masked(finding.message)}${rows}`
}

function checkLines(check: CheckResult): readonly string[] {
  if (check.ok) return [`check holds: ${check.name}`]
  const values = [
    check.before === undefined ? '' : `, before ${check.before}`,
    check.after === undefined ? '' : `, after ${check.after}`,
  ].join('')
  const head = `check FAILED (${check.level}): ${check.name}: ${check.compared}${values}, ${plural(check.differences, 'difference')}`
  return [head, ...check.samples.map((sample) => `  ${sample}`)]
}

function failureLines({ code, text, migration, step, driver }: Said<'failed'>): readonly string[] {
  const place = [migration, step].filter((name) => name !== undefined).join('/')
  const words = [text.state, text.does, text.next, driver].filter((each) => each !== undefined)
  return [
    `FAILED ${code}${place === '' ? '' : ` in ${place}`}: ${masked(text.what)}`,
    ...words.map((each) => `  ${masked(each)}`),
  ]
}
