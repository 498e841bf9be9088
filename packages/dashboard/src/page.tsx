import { type ReactNode, useEffect } from 'react'
import { ApplicationPage } from './pages/application.tsx'
import { BackupsPage } from './pages/backups.tsx'
import { ChecksPage } from './pages/checks.tsx'
import { DiffPage } from './pages/diff.tsx'
import { HelpPage } from './pages/help.tsx'
import { HistoryPage, MigrationPage } from './pages/history.tsx'
import { AskedPage, NowPage } from './pages/now.tsx'
import { AuditPage, SettingsPage } from './pages/people.tsx'
import { PlanPage } from './pages/plan.tsx'
import { RehearsalsPage } from './pages/rehearsals.tsx'
import { RejectsPage } from './pages/rejects.tsx'
import { ReportsPage } from './pages/reports.tsx'
import { RowsPage } from './pages/rows.tsx'
import { RunPage, RunsPage } from './pages/run.tsx'
import { SchemaPage } from './pages/schema.tsx'
import { StepPage } from './pages/step.tsx'
import { usePlace } from './session.ts'

type Facts = { readonly path: readonly string[]; readonly query: URLSearchParams; readonly onSettings: () => void }
type Shown = { readonly title: string; readonly show: (facts: Facts) => ReactNode }

/** Every page by the first part of its address. */
const pages: Readonly<Record<string, Shown>> = {
  '': { title: 'Now', show: () => <NowPage /> },
  asked: { title: 'Asked for', show: ({ path }) => <AskedPage id={path[1]} /> },
  runs: {
    title: 'Runs',
    show: ({ path: [, run, , migration = '', step] }) => {
      if (run === undefined) return <RunsPage />
      if (step === undefined) return <RunPage key={run} run={run} />
      return <StepPage key={`${run} ${migration} ${step}`} run={run} migration={migration} step={step} />
    },
  },
  history: {
    title: 'History',
    show: ({ path: [, id] }) => (id === undefined ? <HistoryPage /> : <MigrationPage id={id} />),
  },
  plan: { title: 'Plan', show: () => <PlanPage /> },
  rehearsals: { title: 'Rehearsals', show: ({ path }) => <RehearsalsPage key={path[1] ?? ''} id={path[1]} /> },
  rejects: { title: 'Rejects', show: ({ path }) => <RejectsPage run={path[1]} /> },
  checks: { title: 'Checks', show: ({ path }) => <ChecksPage run={path[1]} /> },
  diff: { title: 'Data diff', show: ({ path, query }) => <DiffPage key={path[1] ?? ''} id={path[1]} query={query} /> },
  backups: { title: 'Backups', show: () => <BackupsPage /> },
  schema: { title: 'Schema', show: () => <SchemaPage /> },
  rows: { title: 'Rows', show: ({ path, query }) => <RowsPage table={path[1]} query={query} /> },
  reports: { title: 'Reports', show: () => <ReportsPage /> },
  audit: { title: 'Audit', show: () => <AuditPage /> },
  settings: { title: 'Settings', show: ({ onSettings }) => <SettingsPage onChange={onSettings} /> },
  help: { title: 'Help', show: () => <HelpPage /> },
}

/** The pages of the menu, in their order. */
export const menu: readonly { readonly to: string; readonly title: string }[] = Object.entries(pages).map(
  ([to, { title }]) => ({ to, title }),
)

/** The page at an address, or that there is none. */
export function Page(facts: Facts): ReactNode {
  const { environment } = usePlace()
  const [first = '', ...rest] = facts.path
  const isApplication = first === 'app' && environment.application !== undefined
  return isApplication ? <ApplicationPage path={rest} query={facts.query} /> : <EnginePage {...facts} />
}

function EnginePage(facts: Facts): ReactNode {
  const { environment } = usePlace()
  const found = pages[facts.path[0] ?? '']
  const title = found?.title ?? 'No such page'
  useEffect(() => {
    document.title = `${title} · ${environment.label} · Millwright`
  }, [title, environment.label])
  return found === undefined ? <h1>There is no such page</h1> : found.show(facts)
}
