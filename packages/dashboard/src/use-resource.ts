import { useCallback, useEffect, useState } from 'react'
import { read } from './api.ts'

/** A document that a page shows: what is shown while it is read again is the one before. */
export type Resource<T> = {
  readonly data: T | undefined
  readonly error: Error | undefined
  readonly reload: () => void
}

type Held<T> = { readonly path: string; readonly data?: T; readonly error?: Error }

/** Reads a document, and again whenever `version` changes. */
export const useResource = <T>(path: string, version: number | string = 0): Resource<T> =>
  useReading<T>(path, version, read)

type Reader<T> = (path: string, signal: AbortSignal) => Promise<T>

/** As {@link useResource}, read in a way of its own; give it the same function each time. */
export function useReading<T>(path: string, version: number | string, reader: Reader<T>): Resource<T> {
  const [held, setHeld] = useState<Held<T>>({ path })
  const [again, setAgain] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    reader(path, stop.signal).then(
      (data) => setHeld({ path, data }),
      (error: Error) => stop.signal.aborted || setHeld((before) => failed(before, path, error)),
    )
    return () => stop.abort()
  }, [path, version, again, reader])
  const reload = useCallback(() => setAgain((times) => times + 1), [])
  const isSame = held.path === path
  return { data: isSame ? held.data : undefined, error: isSame ? held.error : undefined, reload }
}

const failed = <T>(before: Held<T>, path: string, error: Error): Held<T> =>
  before.path === path && before.data !== undefined ? { ...before, error } : { path, error }
