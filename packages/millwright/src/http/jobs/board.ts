import { planAction } from '../../actions/plan.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RunEvent } from '../../ledger/events.ts'
import type { Environment } from '../environments.ts'
import { Refusal } from '../frame/refusal.ts'
import type { Person } from '../documents.ts'
import { type Child, type Ended, type Program, startChild, whenReady } from './child.ts'
import { endOf, isQuestion } from './end.ts'
import type { Job } from './job.ts'
import { type Order, orders, wordsOf } from './orders.ts'

export type BoardOptions = {
  readonly program: Program
  readonly clock: Clock
  /** What would destroy something needs a second person. */
  readonly twoPersons: boolean
  /** Closes what else has the database open; it is opened again when the job is done. */
  readonly rest: (environment: Environment) => Promise<void>
  readonly onEvent: (environment: Environment, event: RunEvent) => void
  readonly onChange: (environment: Environment) => void
}

export type Wanted = { readonly action: string; readonly input: Readonly<Record<string, unknown>> }

const kept = 50
const approvalMs = 60 * 60_000

/** What people asked for: at most one thing at a time is done with an environment. */
export class Board {
  readonly #options: BoardOptions
  readonly #jobs = new Map<string, Job>()
  readonly #children = new Map<string, Child>()
  /** Jobs whose run has told its verdict: their processes only have to end. */
  readonly #ending = new Set<string>()

  constructor(options: BoardOptions) {
    this.#options = options
  }

  /** The newest first. */
  list(environment: Environment): readonly Job[] {
    return this.#of(environment).toReversed()
  }

  /** Whether something is being done with the environment. */
  isBusy(environment: Environment): boolean {
    return this.#of(environment).some(({ state }) => state === 'running')
  }

  /** Waits for a process whose run is over: whoever has read the verdict may go on. */
  async settle(environment: Environment): Promise<void> {
    const ending = this.#of(environment).filter(({ id, state }) => state === 'running' && this.#ending.has(id))
    await Promise.all(ending.map(async ({ id }) => this.#children.get(id)?.ended))
  }

  /** @throws a refusal while something else is done with the environment */
  start(environment: Environment, by: Person, { action, input }: Wanted): Job {
    this.#refuseBusy(environment)
    const typed = ['millwright', ...wordsOf(orders[action] as Order, input)].map(quoted).join(' ')
    const [id, at] = [this.#options.clock.id(), this.#now()]
    return this.#run(environment, {
      id,
      environment: environment.id,
      action,
      input,
      typed,
      by: by.name,
      at,
      state: 'running',
    })
  }

  /** Says yes to what would destroy something. @throws a refusal unless the environment's label was typed */
  async confirm(
    environment: Environment,
    by: Person,
    said: { readonly id: string; readonly typed: string },
  ): Promise<Job> {
    this.#find(environment, said.id, 'asks')
    if (said.typed !== environment.label) throw wrongLabel(environment.label)
    const plan = await planOf(environment, this.#find(environment, said.id, 'asks'))
    const job = withoutEnd(this.#find(environment, said.id, 'asks')) // somebody else may have been quicker
    const confirmed: Job = { ...job, confirmedBy: by.name, ...(plan === undefined ? {} : { plan }) }
    if (this.#options.twoPersons) return this.#set(environment, { ...confirmed, state: 'waiting', at: this.#now() })
    this.#refuseBusy(environment)
    return this.#run(environment, confirmed, true)
  }

  /** Says yes as the second person. @throws a refusal for the person who asked, and when the plan has become another one */
  async approve(environment: Environment, by: Person, id: string): Promise<Job> {
    const asked = this.#find(environment, id, 'waiting')
    if ([asked.by, asked.confirmedBy].includes(by.name)) throw samePerson()
    if (asked.plan !== undefined && (await planOf(environment, asked)) !== asked.plan) throw otherPlan()
    const job = this.#find(environment, id, 'waiting')
    this.#refuseBusy(environment)
    return this.#run(environment, { ...job, approvedBy: by.name }, true)
  }

  /** Says no. */
  refuse(environment: Environment, by: Person, id: string): Job {
    const job = this.#known(environment, id)
    if (job.state !== 'asks' && job.state !== 'waiting') throw notNow(id)
    return this.#set(environment, { ...job, state: 'refused', why: `${by.name} said no`, endedAt: this.#now() })
  }

  /** One of them. @throws a refusal with 404 */
  get(environment: Environment, id: string): Job {
    return this.#known(environment, id)
  }

  /** Asks what is under way to come to rest: a run at its next batch boundary, as Ctrl-C does. @throws a refusal when it ended */
  cancel(environment: Environment, by: Person, id: string): Job {
    const job = this.#known(environment, id)
    const child = this.#children.get(id)
    if (job.state !== 'running' || child === undefined) throw notNow(id)
    child.stop()
    return this.#set(environment, { ...job, cancelledBy: by.name })
  }

  /** Asks the process that carries out a run to stop at its next batch boundary; false where no process of this server does. */
  pause(environment: Environment, run: string): boolean {
    const job = this.#of(environment).find((one) => one.state === 'running' && one.run?.startsWith(run) === true)
    const child = job === undefined ? undefined : this.#children.get(job.id)
    child?.stop()
    return child !== undefined
  }

  /** Asks everything that runs to come to rest, and waits for it. */
  async close(): Promise<void> {
    const children = [...this.#children.values()]
    for (const child of children) child.stop()
    await Promise.all(children.map(({ ended }) => ended))
  }

  #run(environment: Environment, job: Job, yes = false): Job {
    const { program } = this.#options
    const words = commandOf(environment, job, yes)
    const onEvent = (event: RunEvent): void => {
      const now = this.#jobs.get(job.id)
      if (event.type === 'verdict') this.#ending.add(job.id)
      if (event.type === 'runStarted') this.#ending.delete(job.id) // the verdict was that of its rehearsal
      if (now !== undefined && now.run !== event.run) this.#set(environment, { ...now, run: event.run })
      this.#options.onEvent(environment, event)
    }
    const actor = job.approvedBy === undefined ? job.by : `${job.by}, approved by ${job.approvedBy}`
    const start = (): Child => startChild({ program, words, cwd: environment.cwd, actor, onEvent })
    const child = whenReady(this.#options.rest(environment), start)
    this.#children.set(job.id, child)
    void child.ended.then((ended) => this.#end(environment, { ...job, ...this.#jobs.get(job.id) }, { ended, yes }))
    return this.#set(environment, { ...job, state: 'running' })
  }

  #end(environment: Environment, job: Job, { ended, yes }: { readonly ended: Ended; readonly yes: boolean }): void {
    this.#children.delete(job.id)
    this.#ending.delete(job.id)
    const end = endOf(ended)
    const isAsking = !yes && isQuestion(end.problem)
    this.#set(environment, {
      ...job,
      ...end,
      ...(isAsking ? { state: 'asks' } : { state: 'done', endedAt: this.#now() }),
    })
  }

  #set(environment: Environment, job: Job): Job {
    this.#jobs.set(job.id, job)
    const over = [...this.#jobs.values()].filter(({ state }) => state === 'done' || state === 'refused')
    for (const { id } of over.slice(0, -kept)) this.#jobs.delete(id)
    this.#options.onChange(environment)
    return job
  }

  #of({ id }: Environment): readonly Job[] {
    return [...this.#jobs.values()].filter(({ environment }) => environment === id)
  }

  #known(environment: Environment, id: string): Job {
    const job = this.#of(environment).find((one) => one.id === id)
    if (job === undefined) throw noSuchJob(id)
    return job
  }

  #find(environment: Environment, id: string, state: Job['state']): Job {
    const job = this.#known(environment, id)
    const isLate = state === 'waiting' && Date.parse(this.#now()) - Date.parse(job.at) > approvalMs
    if (job.state !== state || isLate) throw notNow(id)
    return job
  }

  #refuseBusy(environment: Environment): void {
    if (this.isBusy(environment)) throw busy(environment.label)
  }

  #now(): string {
    return this.#options.clock.now().toISOString()
  }
}

/** The words behind `millwright`: flags of ours stand before what a person wrote. */
function commandOf(environment: Environment, { action, input }: Job, yes: boolean): readonly string[] {
  const words = wordsOf(orders[action] as Order, input)
  const end = words.indexOf('--')
  const ours = [...environment.words, ...(yes ? ['--yes'] : []), '--json']
  return end === -1 ? [...words, ...ours] : words.toSpliced(end, 0, ...ours)
}

function withoutEnd({ problem: _problem, exit: _exit, ...job }: Job): Job {
  return job
}

/** What is confirmed is this plan and no other; an action without a plan of its own is bound to its words alone. */
async function planOf({ project }: Environment, { action, input }: Job): Promise<string | undefined> {
  if (action !== 'up' && action !== 'down') return undefined
  const target = input['target'] as string | undefined
  return (await planAction(project, { direction: action, ...(target === undefined ? {} : { target }) })).hash
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

const busy = (label: string): Refusal =>
  new Refusal(`Something is being done with ${label}; one thing at a time`, { status: 409, code: 'environment_busy' })
const noSuchJob = (id: string): Refusal => new Refusal(`There is no job ${id}`, { status: 404, code: 'no_such_job' })
const notNow = (id: string): Refusal =>
  new Refusal(`Job ${id} does not wait for this any more`, { status: 409, code: 'job_not_waiting' })
const wrongLabel = (label: string): Refusal =>
  new Refusal(`Type ${label}, the name of the environment, to go on`, { status: 422, code: 'label_differs' })
const samePerson = (): Refusal =>
  new Refusal('Somebody else than the person who asked must approve this', { status: 403, code: 'same_person' })
const otherPlan = (): Refusal =>
  new Refusal('The plan is not the one that was confirmed; ask for it anew', { status: 409, code: 'plan_changed' })
