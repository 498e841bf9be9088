import { createContext, useContext } from 'react'
import { may, type Permission, type Person } from 'millwright/view'
import type { News } from './news.ts'

export type EnvironmentFacts = {
  readonly id: string
  readonly label: string
  readonly target: string
  readonly database: string
  /** The application that works on the database, and which pages are its own. */
  readonly application?: { readonly pages: string; readonly title: string }
}
export type Session = {
  readonly person: Person
  readonly environments: readonly EnvironmentFacts[]
  readonly twoPersons: boolean
}

/** What every page of an environment knows. */
export type Place = { readonly session: Session; readonly environment: EnvironmentFacts; readonly news: News }

export const PlaceContext = createContext<Place | undefined>(undefined)

export function usePlace(): Place {
  const place = useContext(PlaceContext)
  if (place === undefined) throw new Error('no environment is shown')
  return place
}

/** Whether the server would allow it; pages only leave out what it would refuse. */
export const useMay = (permission: Permission): boolean => may(usePlace().session.person.role, permission)

/** An address of the environment that is shown. */
export const useAt = (): ((path: string) => string) => {
  const { environment } = usePlace()
  return (path) => `/e/${environment.id}${path === '' ? '' : `/${path}`}`
}

/** A document of the environment that is shown. */
export const useApi = (): ((path: string) => string) => {
  const { environment } = usePlace()
  return (path) => `/environments/${environment.id}/${path}`
}
