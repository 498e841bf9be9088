import { declined } from '../manager/problems.ts'
import { placesOf, projectOf } from '../manager/options.ts'
import { runProduction } from '../production/procedure.ts'
import type { ProductionReport } from '../production/report.ts'
import { estimateWindow, type Window, windowWords } from '../production/window.ts'
import { movedProject, protocolIds } from '../protocols/install.ts'
import { productionPage } from '../reports/production-page.ts'
import { saveReport } from '../reports/save.ts'
import type { Answer } from './answer.ts'
import { type Io, isConfirmed } from './io.ts'
import { type Command, textIn, timesIn } from './parse.ts'
import { readHooks } from './read-hooks.ts'

/** How long the application would have to rest. */
export async function runWindow({ options, values }: Command): Promise<Answer> {
  const project = await movedProject(options)
  const window = await estimateWindow(project, { target: protocolIds.last, times: timesIn(values) })
  return { document: window, text: windowText(window), exit: 0 }
}

function windowText(window: Window): string {
  const { rests_on: on, announce_minutes: minutes } = window
  return [
    `window:   ${windowWords(window)}; announce ${minutes} minutes`,
    ...on.rehearsals.map(
      ({ run, ms, migrations }) =>
        `rehearsed ${ms} ms (${migrations.map((each) => `${each.id} ${each.ms} ms`).join(', ')}), run ${run}`,
    ),
    `backup:   ${on.backup_ms} ms to make and to prove ${on.backup_id}`,
    `rows:     ${Object.entries(on.rows)
      .map(([table, rows]) => `${rows} ${table}`)
      .join(', ')}`,
    `on:       ${on.host}; the longest of them is doubled, and the operator's own commands come on top`,
    '',
  ].join('\n')
}

/** The whole procedure, or the way back. */
export async function runProcedure({ options, values }: Command, io: Io): Promise<Answer> {
  const { cwd = process.cwd() } = options
  const file = textIn(values, 'hooks')
  const hooks = file === undefined ? {} : readHooks(file, cwd)
  const { target } = await projectOf(options)
  if (values['yes'] !== true && !(await isConfirmed(io, target))) throw declined()
  const report = await runProduction(options, {
    hooks,
    direction: values['back'] === true ? 'back' : 'up',
    times: timesIn(values),
    interfaceUrl: textIn(values, 'verify-http'),
    onStage: (words) => io.screen.write(`${words}\n`),
  })
  const name = `production_report_${report.production_id}`
  saveReport(placesOf(options).reports, name, { document: report, page: productionPage(report) })
  return { document: report, text: productionText(report), exit: report.exit_code }
}

const productionText = ({
  verdict,
  reason,
  maintenance_mode: mode,
  next,
  production_id: id,
}: ProductionReport): string =>
  [
    `maintenance mode: ${mode}`,
    `production: ${id}`,
    `verdict: ${verdict} (${reason})`,
    ...next.map((words) => `next: ${words}`),
    '',
  ].join('\n')
