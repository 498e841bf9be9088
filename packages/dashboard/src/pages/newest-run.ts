import type { RunsResult } from 'millwright/view'
import { useApi, usePlace } from '../session.ts'
import { type Resource, useResource } from '../use-resource.ts'

/** The run that the address names, or the newest; empty where there is none. */
export function useNewestRun(named: string | undefined): Resource<string> {
  const { news } = usePlace()
  const api = useApi()
  const runs = useResource<RunsResult>(api('runs?limit=1'), news.version)
  const newest = runs.data === undefined ? undefined : (runs.data.runs[0]?.id ?? '')
  return { ...runs, data: named ?? newest }
}
