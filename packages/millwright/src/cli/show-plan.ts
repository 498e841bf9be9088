import { plural, printable } from '../kernel/text.ts'
import type { Plan, PlanItem, PlannedStatement } from '../plan/plan.ts'
import { wrap } from '../report/layout.ts'
import type { StepPlan } from '../steps/describe.ts'
import { findingLines } from './show-findings.ts'

type About = {
  readonly target: string
  readonly width: number
  /** How what travels to the database is protected. */
  readonly protection?: string | undefined
}

/** A plan as a person reads it, statements in full. */
export function planText(plan: Plan, about: About): string {
  if (plan.items.length === 0) return `Nothing to do on ${about.target}.\n`
  const blocks = [
    [
      `Plan ${plan.hash.slice(0, 12)}: ${plural(plan.items.length, 'migration')} ${plan.direction} on ${about.target}`,
      ...(about.protection === undefined ? [] : [`Connection: ${about.protection}`]),
    ],
    ...plan.items.map((item, at) => itemLines(item, at, about.width)),
    ...(plan.findings.length === 0 ? [] : [['Findings', ...findingLines(plan.findings, about.width)]]),
    nextLines(plan),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function itemLines(item: PlanItem, at: number, width: number): readonly string[] {
  const head = `${at + 1}. ${item.migration} ${item.name} (${traits(item).join(', ')})`
  const work = item.kind === 'move' ? item.steps.flatMap((step) => stepLines(step, width)) : statementLines(item)
  return [...wrap(head, width, '   '), ...work]
}

const traits = ({ kind, transaction, foreignKeys, undo }: PlanItem): readonly string[] => [
  kind === 'move' ? 'move, in batches' : `${kind}, ${transaction ? 'one transaction' : 'NOT in a transaction'}`,
  ...(foreignKeys === 'off' ? ['foreign keys checked at the end'] : []),
  `undo: ${undo}`,
]

function statementLines({ statements, kind }: PlanItem): readonly string[] {
  if (statements.length > 0) return statements.flatMap(oneStatement)
  return [kind === 'code' ? '     a function, known only when it runs' : '     no statement']
}

/** The statement as it stands in the file, its number of the line in front. */
function oneStatement({ text, line, lock }: PlannedStatement): readonly string[] {
  const [first = '', ...rest] = printable(text.trimEnd()).split('\n')
  const front = `${String(line).padStart(5)}  `
  const margin = ' '.repeat(front.length)
  const locked = lock === undefined ? [] : [`${margin}  lock: ${lock}`]
  return [`${front}${first}`, ...rest.map((each) => `${margin}${each}`), ...locked]
}

const pinWords = (pin: StepPlan['pin']): string =>
  pin === undefined ? '' : ` (${plural(pin.records, 'record')}, sha256 ${pin.digest.slice(0, 12)})`

const readsWords = 'each batch sees the rows as they are then, up to the last key that there was when the step began'

const partsWords = ({ parts }: StepPlan): readonly string[] => {
  if (parts === undefined) return []
  if (!parts.sideBySide) return [`not in ${parts.most} parts: one session writes at a time here`]
  return [`in at most ${parts.most} parts side by side, ${readsWords}`]
}

function stepLines(step: StepPlan, width: number): readonly string[] {
  const { name, kind, from, table, key, touches, undo, lane, pin } = step
  const facts = [
    `${kind} ${name}`,
    kind === 'tidy' ? from : `${from}${pinWords(pin)}${table === undefined ? '' : ` -> ${table}`}`,
    ...(key.length === 0 ? [] : [`key ${key.join(', ')}`]),
    ...(touches.length === 0 ? [] : [`changes ${touches.join(', ')}`]),
    ...(lane === 'sql' && kind !== 'tidy' ? ['in the database itself'] : []),
    ...partsWords(step),
    `undo: ${undo}`,
  ]
  return wrap(`     ${facts.join('; ')}`, width, '       ')
}

const nextLines = ({ direction }: Plan): readonly string[] =>
  direction === 'up'
    ? ['Nothing was changed. `millwright rehearse` tries it on a copy, `millwright up` does it.']
    : ['Nothing was changed. `millwright down --dry-run` tries it on a copy, `millwright down` does it.']
