import { status } from 'millwright'
import { onDatabase } from '../database/engine.ts'
import type { Result } from '../checks/evaluate.ts'
import { type ManagerOptions, projectOf } from '../manager/options.ts'
import { noDatabase } from '../manager/problems.ts'
import { installProtocols, movedProject, type Outcome, protocolIds, removeProtocols } from '../protocols/install.ts'
import { takeInventory, wholeInventory } from '../protocols/look.ts'
import { runValidation } from '../validator.ts'
import type { HookFacts, HookName, Hooks } from './hooks.ts'
import { runHook } from './hooks.ts'
import { askInterface } from './interface.ts'
import { type Direction, type ProductionReport, StageBook, type StageName } from './report.ts'
import { estimateWindow, type Window, windowWords } from './window.ts'

export type ProductionFlags = {
  readonly hooks: Hooks
  readonly direction: Direction
  /** How often is rehearsed. */
  readonly times: number
  /** Where the application answers after its restart; its description must then list the paths of the protocols. */
  readonly interfaceUrl?: string | undefined
  readonly onStage?: (words: string) => void
}

/** What everything that happens works with. */
type Work = {
  readonly options: ManagerOptions
  readonly flags: ProductionFlags
  readonly book: StageBook
  readonly target: string
}

/**
 * Adds the maintenance protocols to a database that people work with, or takes them back: backup, rehearsal, window, notice,
 * maintenance mode, the change itself, its proof, restart, smoke tests, and the doors open again. The first thing that fails
 * ends it; once maintenance mode is on, it then stays on.
 *
 * @throws ABP301, ABP501, before anything is done
 */
export async function runProduction(options: ManagerOptions, flags: ProductionFlags): Promise<ProductionReport> {
  const project = await movedProject(options)
  const work = { options, flags, target: project.target, book: new StageBook(flags.direction, flags.onStage) }
  const isThere = (await status(project)).migrations.some(
    ({ id, state }) => id === protocolIds.own && state === 'applied',
  )
  const known = await problemsKnown(options)
  const done = (await prepared(work, isThere)) && (await changed(work, { isThere, known })) && (await reopened(work))
  return work.book.report(project, done ? 'done' : 'stopped')
}

/** Everything that can be done while people work. */
async function prepared(work: Work, isThere: boolean): Promise<boolean> {
  const { book, flags, options } = work
  if (flags.direction === 'up' && !isThere) {
    const rehearsed = await book.during('rehearse', async () => {
      const window = await estimateWindow(await projectOf(options), { target: protocolIds.last, times: flags.times })
      book.window = window
      return { ok: true, words: basisWords(window) }
    })
    if (!rehearsed) return false
  }
  return hooked(work, 'notify', announcement(work))
}

function basisWords(window: Window): string {
  const { rehearsals, rows } = window.rests_on
  const times = rehearsals.length === 1 ? '1 rehearsal' : `${rehearsals.length} rehearsals`
  const over = `${rows['machines']} machines and ${rows['transactions']} movements`
  return `${windowWords(window)}, by ${times} and a backup over ${over}; announce ${window.announce_minutes} minutes`
}

function announcement({ book, flags, target }: Work): string {
  const what = flags.direction === 'up' ? 'gets its maintenance protocols' : 'loses its maintenance protocols'
  const minutes = book.window?.announce_minutes ?? 5
  return `${target} ${what}. It will rest for about ${minutes} minutes.`
}

type Known = { readonly isThere: boolean; readonly known: ReadonlyMap<string, number> }

/** What happens behind closed doors. */
async function changed(work: Work, { isThere, known }: Known): Promise<boolean> {
  const { book, options, flags } = work
  if (!(await hooked(work, 'maintenanceOn', 'The doors close.'))) return false
  const isUp = flags.direction === 'up'
  const applied = await book.during('change', async () => {
    if (isUp === isThere) return { ok: true, words: 'it is so already: nothing was changed' }
    return outcome(isUp ? await installProtocols(options) : await removeProtocols(options, { yes: true }))
  })
  return applied && book.during('verify', () => verified(options, { isUp, known }))
}

const outcome = ({ verdict, reason, exit_code: exit }: Outcome) => ({
  ok: exit === 0,
  words: `${verdict}: ${reason}`,
})

/** Everything is there exactly, or nothing of it, and no rule finds what it did not find before. */
async function verified(options: ManagerOptions, { isUp, known }: { isUp: boolean; known: Known['known'] }) {
  const project = await projectOf(options)
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const { rows: _, ...found } = await onDatabase(project, takeInventory)
  const wanted = isUp ? wholeInventory : noInventory
  const off = Object.entries(wanted).filter(([name, count]) => found[name as keyof typeof found] !== count)
  const news = [...(await problemsKnown(options))].filter(([id, count]) => count > (known.get(id) ?? 0))
  const wrong = [
    ...off.map(
      ([name, count]) => `${found[name as keyof typeof found]} ${name.replaceAll('_', ' ')} instead of ${count}`,
    ),
    ...news.map(([id, count]) => `${id} finds ${count}, ${known.get(id) ?? 0} before`),
  ]
  const words = Object.entries(found).map(([name, count]) => `${count} ${name.replaceAll('_', ' ')}`)
  return { ok: wrong.length === 0, words: wrong.length === 0 ? words.join(', ') : wrong.join('; ') }
}

/** Columns of older tables may have been there before, and stay then. */
const noInventory = { tables: 0, columns: 0, foreign_keys: 0, indexes: 0 } as const

/** How many rows each rule finds that makes a database invalid. */
async function problemsKnown(options: ManagerOptions): Promise<ReadonlyMap<string, number>> {
  const { results } = await runValidation(options)
  const bad = results.filter(({ severity }: Result) => severity === 'error' || severity === 'critical')
  return new Map(bad.map(({ id, affected_records: rows }) => [id, rows]))
}

/** The application comes back, is tried, and is let to the people. */
async function reopened(work: Work): Promise<boolean> {
  const { book, flags } = work
  if (!(await hooked(work, 'restart', 'The application may start.'))) return false
  const { interfaceUrl: url } = flags
  if (url !== undefined && !(await book.during('interface', () => askInterface(url, flags.direction)))) return false
  if (!(await hooked(work, 'smoke', 'The application may be tried.'))) return false
  if (!(await hooked(work, 'maintenanceOff', 'The doors open.'))) return false
  return hooked(work, 'notify', `${work.target} is at work again.`, 'notify_end')
}

/** A command of the operator's as a stage; one that nobody named is written down as that. */
async function hooked(work: Work, ...[name, message, stage]: [HookName, string, StageName?]): Promise<boolean> {
  const { book, flags, target } = work
  const at: StageName = stage ?? stageOf[name]
  if (flags.hooks[name] === undefined) return book.notNamed(at)
  const facts: HookFacts = {
    ABPARTS_TARGET: target,
    ABPARTS_DIRECTION: flags.direction,
    ABPARTS_MESSAGE: message,
  }
  return book.during(at, () => runHook(flags.hooks, name, facts))
}

const stageOf: Readonly<Record<HookName, StageName>> = {
  notify: 'notify',
  maintenanceOn: 'maintenance_on',
  maintenanceOff: 'maintenance_off',
  restart: 'restart',
  smoke: 'smoke',
}
