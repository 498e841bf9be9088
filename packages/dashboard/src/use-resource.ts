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
export function useResource<T>(path: string, version = 0): Resource<T> {
  const [held, setHeld] = useState<Held<T>>({ path })
  const [again, setAgain] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    read<T>(path, stop.signal).then(
      (data) => setHeld({ path, data }),
      (error: Error) => stop.signal.aborted || setHeld((before) => failed(before, path, error)),
    )
    return () => stop.abort()
  }, [path, version, again])
  const reload = useCallback(() => setAgain((times) => times + 1), [])
  const isSame = held.path === path
  return { data: isSame ? held.data : undefined, error: isSame ? held.error : undefined, reload }
}

const failed = <T>(before: Held<T>, path: string, error: Error): Held<T> =>
  before.path === path && before.data !== undefined ? { ...before, error } : { path, error }
