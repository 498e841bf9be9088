import type { FormEvent, ReactNode } from 'react'
import { go } from '../router.tsx'

type SearchFacts = {
  /** The address of the page without what is chosen. */
  readonly here: string
  /** What is kept although no input of this form has it. */
  readonly kept?: Readonly<Record<string, string>>
  readonly button?: string
  readonly children: ReactNode
}

/** Inputs that choose what a page shows: what is chosen stands in its address. Give it a key of what is chosen now. */
export function Search({ here, kept = {}, button = 'Show', children }: SearchFacts): ReactNode {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value as string)])
    go(addressWith(here, new URLSearchParams(kept), Object.fromEntries(typed) as Record<string, string>))
  }
  return (
    <form className="confirm" role="search" onSubmit={submit}>
      {children}
      <button type="submit">{button}</button>
    </form>
  )
}

/** An address with the same choices but for those that are given; an empty one is none. */
export function addressWith(here: string, query: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const choices = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) choices.set(name, value.trim())
  for (const name of new Set(choices.keys())) if (choices.get(name) === '') choices.delete(name)
  const text = choices.toString()
  return text === '' ? here : `${here}?${text}`
}
