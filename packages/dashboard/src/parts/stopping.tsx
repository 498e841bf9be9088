import type { ReactNode } from 'react'
import type { Job, RunView } from 'millwright/view'
import { useApi, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'
import { Action } from './actions.tsx'

/** What can be done about a run that is under way. One that was begun here can be cancelled as well. */
export function Stopping({ view }: { readonly view: RunView }): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const jobs = useResource<readonly Job[]>(api('jobs'), news.version)
  const job = jobs.data?.find(({ run, state }) => run === view.run && state === 'running')
  return (
    <span className="actions">
      {view.rehearsal ? null : (
        <Action action="pause" input={{ run: view.run }} then={() => undefined}>
          Pause at the next batch
        </Action>
      )}
      {job === undefined ? null : (
        <Action action={`jobs/${job.id}/cancel`} isDisabled={job.cancelledBy !== undefined} then={jobs.reload}>
          {job.cancelledBy === undefined ? 'Cancel' : 'Coming to rest'}
        </Action>
      )}
    </span>
  )
}
