import type { Back, Check, CheckOptions, Of } from '../checks/check.ts'
import type { Sql } from '../kernel/sql.ts'
import type {
  BuildSpec,
  Declared,
  EachSpec,
  FillSpec,
  LoadSpec,
  PruneSpec,
  RejectBudget,
  Step,
  TidySpec,
} from './declared.ts'
import { badDeclaration } from './problems.ts'

const brand: unique symbol = Symbol.for('millwright.move') as never

/** Values given from outside (`--param name=value`, or `params` in the configuration). They are part of the plan. */
export type Params = { readonly [name: string]: string }

/** A migration that carries data in named steps. */
export type Move = {
  readonly [brand]: true
  readonly parents: readonly string[] | undefined
  readonly rejects: RejectBudget
  declare(params: Params): Declared
}

export type MoveOptions = {
  readonly parent?: string
  readonly parents?: readonly string[]
  readonly rejects?: RejectBudget | ((params: Params) => RejectBudget)
}

/**
 * Declares a move. The function is called to learn the steps; it must not read or write anything.
 *
 * @throws MOVE101 when two steps share a name or a check names no step
 * @example export default defineMove({}, (m) => { m.load('parts', { from: json('parts.json'), to: 'part', key: ['sku'], map: (r) => ({ sku: r.sku }) }) })
 */
export function defineMove(
  options: MoveOptions,
  describe: (m: MoveBuilder, params: Params) => void,
): Move & { rejectsFor(params: Params): RejectBudget } {
  const rejectsFor = (params: Params): RejectBudget =>
    typeof options.rejects === 'function' ? options.rejects(params) : (options.rejects ?? {})
  return Object.freeze({
    [brand]: true as const,
    parents: options.parents ?? (options.parent === undefined ? undefined : [options.parent]),
    rejects: typeof options.rejects === 'function' ? {} : (options.rejects ?? {}),
    rejectsFor,
    declare: (params: Params) => declare(describe, params),
  })
}

export const isMove = (thing: unknown): thing is ReturnType<typeof defineMove> =>
  typeof thing === 'object' && thing !== null && brand in thing

/** What the function given to {@link defineMove} calls. Building does no I/O. */
export type MoveBuilder = {
  /** Rows from a file or another database into a table. */
  load<T = unknown>(name: string, spec: LoadSpec<T>): string
  /** Rows into a table from a query of the same database. */
  build(name: string, spec: BuildSpec): string
  /** Changes columns in place. */
  fill(name: string, spec: FillSpec): string
  /** Rows into a table, computed by a function from the units that a query of the same database gives. */
  each(name: string, spec: EachSpec): string
  /** Deletes rows, within a limit, and keeps what it takes to put them back. */
  prune(name: string, spec: PruneSpec): string
  /** Repeatable work around the data: indexes, ANALYZE. */
  tidy(name: string, spec: TidySpec): string
  /** Checks that must pass before the first row is written. */
  before(...checks: readonly Check[]): void
  /** A value or a grouped set that must be the same before and after. */
  keeps(name: string, query: Sql | { before: Sql; after: Sql }, options?: CheckOptions): void
  /** Checks after a step (its name, as `load` and the others return it), or after the move. */
  check(after: string | undefined, ...checks: readonly Check[]): void
  /** A query that must return nothing. */
  zero(name: string, query: Sql, options?: CheckOptions): Check
  /** Two queries that must return the same rows. */
  same(name: string, queries: { readonly left: Sql; readonly right: Sql }, options?: CheckOptions): Check
  /** Source and target row by row. With `back`, the source's shape is rebuilt from the stored row and compared. */
  equal(step: string, options?: CheckOptions & { name?: string; back?: Back; of?: Of }): Check
}

function declare(describe: (m: MoveBuilder, params: Params) => void, params: Params): Declared {
  const steps: Step[] = []
  const before: Check[] = []
  const keeps: Extract<Check, { kind: 'keeps' }>[] = []
  const checks: { after?: string; check: Check }[] = []
  const add = (step: Step): string => {
    if (steps.some(({ name }) => name === step.name)) throw badDeclaration(`two steps are called "${step.name}"`)
    steps.push(step)
    return step.name
  }
  describe(
    {
      load: (name, spec) => add({ kind: 'load', name, spec: spec as unknown as LoadSpec<never> }),
      build: (name, spec) => add({ kind: 'build', name, spec }),
      fill: (name, spec) => add({ kind: 'fill', name, spec }),
      each: (name, spec) => add({ kind: 'each', name, spec }),
      prune: (name, spec) => add({ kind: 'prune', name, spec }),
      tidy: (name, spec) => add({ kind: 'tidy', name, spec }),
      before: (...list) => void before.push(...list),
      keeps: (name, query, options) =>
        void keeps.push({ kind: 'keeps', name, level: levelOf(options), ...bothOf(query) }),
      check: (after, ...list) =>
        void checks.push(...list.map((check) => (after === undefined ? { check } : { after, check }))),
      ...checkMakers,
    },
    params,
  )
  checkNames(steps, checks)
  return { steps, before, keeps, checks }
}

const levelOf = (options: CheckOptions | undefined) => options?.level ?? 'error'

const bothOf = (query: Sql | { before: Sql; after: Sql }): { before: Sql; after: Sql } =>
  'before' in query ? query : { before: query, after: query }

const checkMakers: Pick<MoveBuilder, 'zero' | 'same' | 'equal'> = {
  zero: (name, query, options) => ({ kind: 'zero', name, query, level: levelOf(options) }),
  same: (name, { left, right }, options) => ({ kind: 'same', name, left, right, level: levelOf(options) }),
  equal: (step, options = {}) => ({
    kind: 'equal',
    name: options.name ?? `${step}: every record equals its row`,
    step,
    level: levelOf(options),
    ...(options.back === undefined ? {} : { back: options.back }),
    ...(options.of === undefined ? {} : { of: options.of }),
  }),
}

function checkNames(steps: readonly Step[], checks: Declared['checks']): void {
  const names = new Set(steps.map(({ name }) => name))
  if (names.size === 0) throw badDeclaration('it has no steps')
  for (const { after, check } of checks) {
    for (const name of [after, check.kind === 'equal' ? check.step : undefined]) {
      if (name !== undefined && !names.has(name))
        throw badDeclaration(`the check "${check.name}" names the step "${name}", which does not exist`)
    }
  }
}
