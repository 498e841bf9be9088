import type { ProductionReport, Stage } from '../production/report.ts'
import { windowWords } from '../production/window.ts'
import { type Cell, facts, html, page, section, table, type Tone } from './html.ts'

const tones: Readonly<Record<ProductionReport['verdict'], Tone>> = {
  PROVED: 'good',
  'APPLIED, NOT PROVED': 'warn',
  REFUSED: 'bad',
}

const words: Readonly<Record<Stage['state'], string>> = {
  done: 'done',
  failed: 'failed',
  not_named: 'nobody named a command',
  not_reached: 'not reached',
}

/** The procedure of a production system as a page. */
export function productionPage(report: ProductionReport): string {
  const { production_id: id, verdict, reason, stages, next, window } = report
  const rows = stages.map(({ name, what, state, ms, words: said }): readonly Cell[] => [
    html`<code>${name}</code>`,
    what,
    words[state],
    ms ?? '',
    said ?? '',
  ])
  return page(`Production ${id}`, { word: verdict, tone: tones[verdict], why: reason }, [
    section('Procedure', facts(factsOf(report))),
    section('Stages', table(['Stage', 'What it does', 'State', 'ms', 'What was said'], rows)),
    ...(window === null ? [] : [section('Window', facts(windowFacts(window)))]),
    ...(next.length === 0
      ? []
      : [section('What to do now', html`<ul>${next.map((line) => html`<li>${line}</li>`)}</ul>`)]),
  ])
}

const factsOf = (report: ProductionReport): readonly (readonly [string, Cell])[] => [
  ['Target', report.target],
  [
    'Direction',
    report.direction === 'up' ? 'the maintenance protocols are added' : 'the maintenance protocols are taken back',
  ],
  ['Maintenance mode', report.maintenance_mode],
  ['Started', report.started_at],
  ['Completed', report.completed_at],
  ['Operator', `${report.operator} on ${report.host}`],
]

const windowFacts = (window: NonNullable<ProductionReport['window']>): readonly (readonly [string, Cell])[] => [
  ['Estimate', windowWords(window)],
  ['Announced', `${window.announce_minutes} minutes`],
  ['Rehearsals', window.rests_on.rehearsals.map(({ ms, run }) => `${ms} ms (${run})`).join(', ')],
  ['Backup', `${window.rests_on.backup_ms} ms, ${window.rests_on.backup_id}`],
  [
    'Rows',
    Object.entries(window.rests_on.rows)
      .map(([name, rows]) => `${rows} ${name}`)
      .join(', '),
  ],
  ['Measured on', window.rests_on.host],
]
