import { readVersion, send, type Sending, type Versioned } from './api.ts'
import { usePlace } from './session.ts'
import { type Resource, useReading, useResource } from './use-resource.ts'

/** An address within the application's pages: `to('devices/3')`. */
export function useAppAt(): (path: string) => string {
  const { environment } = usePlace()
  return (path) => `/e/${environment.id}/app${path === '' ? '' : `/${path}`}`
}

/** Where the dashboard asks for a path of the application's own interface, such as `/api/devices?page=2`. */
export function useAppPath(): (path: string) => string {
  const { environment } = usePlace()
  return (path) => `/environments/${environment.id}/app${path}`
}

/** Reads a document of the application, by its own path, and again whenever `version` changes. */
export const useAppResource = <T>(path: string, version: number | string = 0): Resource<T> =>
  useResource<T>(useAppPath()(path), version)

/** As {@link useAppResource}, with the version that was read: a change of it can be sent for this version alone. */
export const useAppVersion = <T>(path: string, version: number | string = 0): Resource<Versioned<T>> =>
  useReading<Versioned<T>>(useAppPath()(path), version, readVersion)

/** The way to ask the application for something by its own path. What it refuses is thrown as `Refused`. */
export function useAppSend(): <T>(sending: Sending, path: string, body?: unknown) => Promise<T> {
  const at = useAppPath()
  return (sending, path, body) => send(at(path), body, sending)
}
