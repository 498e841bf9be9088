import { type ReactNode, useEffect, useState } from 'react'
import { applications } from 'virtual:applications'
import type { ApplicationPages } from '../application-pages.ts'
import { Empty, Failure } from '../parts/basics.tsx'
import { usePlace } from '../session.ts'

type Loaded = { readonly pages?: ApplicationPages; readonly error?: Error }

const loaded = new Map<string, ApplicationPages>()

/** The pages of the environment's application: none until they are there, and none where there is no application. */
export function useApplicationPages(): Loaded {
  const name = usePlace().environment.application?.pages ?? ''
  const [state, setState] = useState<Loaded>({})
  useEffect(() => {
    const load = applications[name]
    if (load === undefined || loaded.has(name)) return
    load().then(
      ({ pages }) => {
        loaded.set(name, pages)
        setState({})
      },
      (error: Error) => setState({ error }),
    )
  }, [name])
  const pages = loaded.get(name)
  return pages === undefined ? state : { pages }
}

type Facts = { readonly path: readonly string[]; readonly query: URLSearchParams }

/** A page of the application, by the first part of its address. */
export function ApplicationPage({ path: [name = '', ...path], query }: Facts): ReactNode {
  const { environment } = usePlace()
  const { pages, error } = useApplicationPages()
  const found = pages?.find((page) => page.path === name)
  const { pages: built, title: heading = 'Application' } = environment.application ?? {}
  const title = found?.title ?? heading
  useEffect(() => {
    document.title = `${title} · ${environment.label} · Millwright`
  }, [title, environment.label])
  if (found !== undefined) return found.show({ path, query })
  if (error !== undefined) return <Failure error={error} />
  return (
    <>
      <h1>{title}</h1>
      <Empty>{pages === undefined ? wordsFor(built) : 'There is no such page.'}</Empty>
    </>
  )
}

const wordsFor = (name: string | undefined): string =>
  name === undefined || applications[name] !== undefined
    ? 'Reading…'
    : `These pages were built without those of ${name}; the application's own server shows them.`
