import type { ReactNode } from 'react'
import type { BackupComparison, Finding, Job } from 'millwright/view'
import { useApi, useAt } from '../session.ts'
import { count } from '../format.ts'
import { Link } from '../router.tsx'
import { useResource } from '../use-resource.ts'
import { Badge, Empty, Facts, Shown } from './basics.tsx'

/** What a command printed, where it is no run: its findings, its text, its statements, and every other fact by its name. */
export function JobResult({ job }: { readonly job: Job }): ReactNode {
  const api = useApi()
  const found = useResource<Job>(api(`jobs/${job.id}`))
  return (
    <Shown of={found}>
      {({ action, result }) => {
        if (typeof result !== 'object' || result === null) return null
        if (action === 'backup-compare') return <Compared result={result as BackupComparison} />
        return <Printed result={result as Readonly<Record<string, unknown>>} />
      }}
    </Shown>
  )
}

function Compared({ result: { backup, differences } }: { readonly result: BackupComparison }): ReactNode {
  const at = useAt()
  return (
    <p>
      <Link to={at(`diff/${backup}`)}>
        {differences === 0 ? 'No row differs' : `${count(differences)} rows differ: look at them`}
      </Link>
    </p>
  )
}

function Printed({ result }: { readonly result: Readonly<Record<string, unknown>> }): ReactNode {
  const { findings, text, up, down, ...rest } = result
  const facts = Object.entries(rest).flatMap(([name, value]) => factOf(name, value))
  return (
    <>
      <Facts facts={facts} />
      {Array.isArray(findings) ? <Findings findings={findings as readonly Finding[]} /> : null}
      {typeof text === 'string' ? <pre tabIndex={0}>{text}</pre> : null}
      <Statements title="There" statements={up} />
      <Statements title="And back" statements={down} />
    </>
  )
}

/** Short facts; what is long or deep is for programs. */
function factOf(name: string, value: unknown): readonly (readonly [string, ReactNode])[] {
  const title = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
  if (typeof value === 'boolean') return [[title, value ? 'yes' : 'no']]
  if (typeof value === 'number') return [[title, count(value)]]
  if (typeof value === 'string' && value.length <= 300) return [[title, value]]
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return [[title, value.length === 0 ? 'none' : value.join(', ')]]
  return []
}

const tones = { info: 'info', warning: 'warn', error: 'bad', critical: 'bad' } as const

function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  if (findings.length === 0) return <Empty>Nothing was found.</Empty>
  return (
    <ul className="plain">
      {findings.map(({ code, severity, message, subject, answer }, at) => (
        <li key={`${at} ${code}`}>
          <Badge tone={tones[severity]}>{severity}</Badge> <code>{code}</code> {subject}: {message}{' '}
          {answer === undefined ? null : <code>{answer}</code>}
        </li>
      ))}
    </ul>
  )
}

function Statements({ title, statements }: { readonly title: string; readonly statements: unknown }): ReactNode {
  if (!Array.isArray(statements) || statements.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <pre tabIndex={0}>{statements.map((one) => `${String(one)};`).join('\n\n')}</pre>
    </>
  )
}
