import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { isProblem, type Project } from 'millwright'
import type { Hooked } from './hooks.ts'
import type { Window } from './window.ts'

export type Direction = 'up' | 'back'

/** The stages in their order. */
export const stageWords = {
  rehearse: 'Back up, rehearse on a copy, and estimate how long it takes',
  notify: 'Tell people',
  maintenance_on: 'Switch maintenance mode on',
  change: 'Back up once more, and change the database',
  verify: 'Compare the database with what must be there',
  restart: 'Start the application again',
  interface: 'Ask the application what it offers',
  smoke: 'Try the application',
  maintenance_off: 'Switch maintenance mode off',
  notify_end: 'Tell people that it is over',
} as const

export type StageName = keyof typeof stageWords
const stageNames = Object.keys(stageWords) as readonly StageName[]

export type StageState = 'done' | 'failed' | 'not_named' | 'not_reached'

export type Stage = {
  readonly name: StageName
  readonly what: string
  /** `not_named`: there is no command for it, or it was not asked for. */
  readonly state: StageState
  readonly ms: number | null
  readonly words: string | null
}

/** The procedure as it is written to `reports/production_report_<id>.json`; its JSON Schema stands in `schema/`. */
export type ProductionReport = {
  readonly production_id: string
  readonly started_at: string
  readonly completed_at: string
  readonly direction: Direction
  readonly target: string
  readonly operator: string
  readonly host: string
  readonly verdict: 'PROVED' | 'REFUSED' | 'APPLIED, NOT PROVED'
  readonly reason: string
  readonly exit_code: 0 | 3 | 4
  /** Whether people are shut out now, as far as the commands that ran can tell. */
  readonly maintenance_mode: 'off' | 'on' | 'unknown'
  readonly window: Window | null
  readonly stages: readonly Stage[]
  /** What to do now; empty when everything is done. */
  readonly next: readonly string[]
}

/** What happened so far. */
export class StageBook {
  readonly #direction: Direction
  readonly #told: (words: string) => void
  readonly #startedAt = new Date()
  readonly #stages = new Map<StageName, Stage>()
  window: Window | undefined

  constructor(direction: Direction, told: (words: string) => void = () => undefined) {
    this.#direction = direction
    this.#told = told
  }

  /** Does a stage; what is thrown is its failure. */
  async during(name: StageName, work: () => Promise<Hooked>): Promise<boolean> {
    const began = performance.now()
    const { ok, words } = await work().catch((error: unknown) => ({ ok: false, words: wordsOf(error) }))
    this.#take({ name, state: ok ? 'done' : 'failed', ms: Math.round(performance.now() - began), words })
    return ok
  }

  notNamed(name: StageName): true {
    this.#take({ name, state: 'not_named', ms: null, words: null })
    return true
  }

  #take(stage: Omit<Stage, 'what'>): void {
    this.#stages.set(stage.name, { ...stage, what: stageWords[stage.name] })
    this.#told(`${stage.name.padEnd(15)} ${stage.state}${stage.words === null ? '' : `: ${stage.words}`}`)
  }

  report({ target, actor }: Project, end: 'done' | 'stopped'): ProductionReport {
    const stages = stageNames.map((name) => this.#stages.get(name) ?? missing(name, end))
    const failed = stages.find(({ state }) => state === 'failed')
    const isChanged = this.#stages.get('change')?.state === 'done'
    const mode = modeOf(stages)
    return {
      production_id: randomUUID(),
      started_at: iso(this.#startedAt),
      completed_at: iso(new Date()),
      direction: this.#direction,
      target,
      operator: actor,
      host: hostname(),
      verdict: end === 'done' ? 'PROVED' : isChanged ? 'APPLIED, NOT PROVED' : 'REFUSED',
      reason: failed === undefined ? doneWords[this.#direction] : `${failed.name} failed: ${failed.words ?? ''}`,
      exit_code: end === 'done' ? 0 : isChanged ? 3 : 4,
      maintenance_mode: mode,
      window: this.window ?? null,
      stages,
      next: failed === undefined ? [] : nextOf({ isChanged, mode, direction: this.#direction }),
    }
  }
}

const doneWords = {
  up: 'the maintenance protocols are there, compared and tried',
  back: 'the maintenance protocols are taken back, compared and tried',
} as const

const missing = (name: StageName, end: 'done' | 'stopped'): Stage => ({
  name,
  what: stageWords[name],
  state: end === 'done' ? 'not_named' : 'not_reached',
  ms: null,
  words: null,
})

function modeOf(stages: readonly Stage[]): ProductionReport['maintenance_mode'] {
  const stateOf = (name: StageName) => stages.find((stage) => stage.name === name)?.state
  const [on, off] = [stateOf('maintenance_on'), stateOf('maintenance_off')]
  if (on === 'failed' || off === 'failed') return 'unknown'
  return on === 'done' && off !== 'done' ? 'on' : 'off'
}

type Halt = {
  readonly isChanged: boolean
  readonly mode: ProductionReport['maintenance_mode']
  readonly direction: Direction
}

function nextOf({ isChanged, mode, direction }: Halt): readonly string[] {
  const again = `npm run -s abparts -- production${direction === 'back' ? ' --back' : ''} --yes`
  return [
    isChanged
      ? `The database is changed. Mend what failed and type \`${again}\` again: it goes on with the comparison.`
      : `The database is as it was, or as the report of the run says. Mend what failed and type \`${again}\` again.`,
    ...(isChanged && direction === 'up' ? ['Or take it back: `npm run -s abparts -- production --back --yes`.'] : []),
    ...(mode === 'off'
      ? []
      : ['Maintenance mode stays as it is. To open the doors, run your command `maintenanceOff`.']),
  ]
}

const wordsOf = (error: unknown): string =>
  isProblem(error) ? `${error.code} ${error.text.what}` : error instanceof Error ? error.message : String(error)

/** ISO 8601 with an offset in figures. */
const iso = (date: Date): string => date.toISOString().replace('Z', '+00:00')
