import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Refused } from '../api.ts'
import { Failure } from './basics.tsx'

/** What was typed, by the names of the inputs. */
export type Typing = Readonly<Record<string, string>>

/** What is wrong, by the names of the fields as the server calls them. */
export type Wrong = Readonly<Record<string, string>>

type FormFacts = {
  /** Carries it out, and gives the sentence that says what was done. */
  readonly save: (typed: Typing) => Promise<string>
  /** The word of its button. */
  readonly button: string
  readonly children: (wrong: Wrong) => ReactNode
  /** Whether the fields keep what was typed when it is done; else they are as they were at first. */
  readonly keeps?: boolean
  /** Whenever this is another number, the fields are as they were at first. */
  readonly fresh?: number
  /** Stands beside the button. */
  readonly aside?: ReactNode
}

type State = { readonly isBusy: boolean; readonly said: string; readonly error?: Error }

/** A form that asks the server and shows what it says, field by field; the first field that is wrong gets the focus. */
export function Form({ save, button, children, keeps = false, fresh = 0, aside }: FormFacts): ReactNode {
  const form = useRef<HTMLFormElement>(null)
  const [{ isBusy, said, error }, setState] = useState<State>({ isBusy: false, said: '' })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isBusy || form.current === null) return
    setState({ isBusy: true, said: '' })
    try {
      const words = await save(typedIn(form.current))
      setState({ isBusy: false, said: words })
      if (!keeps) form.current?.reset()
    } catch (cause) {
      setState({ isBusy: false, said: '', error: cause as Error })
    }
  }
  useEffect(() => form.current?.reset(), [fresh])
  useEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
      <div className="form">{children(wrongIn(error))}</div>
      {error === undefined ? null : <Failure error={error} />}
      <p className="actions">
        <button type="submit" className="main" aria-disabled={isBusy}>
          {button}
        </button>
        {aside}
        <span role="status">{isBusy ? 'Sending…' : said}</span>
      </p>
    </form>
  )
}

const typedIn = (form: HTMLFormElement): Typing =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']))

/** What a refusal says of single fields, in either of the two forms that applications write. */
export function wrongIn(error: Error | undefined): Wrong {
  const details = error instanceof Refused ? error.details : undefined
  if (Array.isArray(details))
    return Object.fromEntries(
      (details as readonly { field: string; message: string }[]).map(({ field, message }) => [field, message]),
    )
  if (typeof details !== 'object' || details === null) return {}
  return Object.fromEntries(
    Object.entries(details as Record<string, readonly string[]>).map(([field, words]) => [field, words.join('; ')]),
  )
}

/** What an input has to be told so that it belongs to its words. */
type InputFacts = { readonly id: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string }

type FieldFacts = {
  readonly label: string
  readonly wrong?: string | undefined
  readonly hint?: ReactNode
  readonly isWide?: boolean
  readonly children: (input: InputFacts) => ReactNode
}

/** One field of a form with its name above it and what is wrong with it below. */
export function Field({ label, wrong, hint, isWide, children }: FieldFacts): ReactNode {
  const id = useId()
  return (
    <div className={isWide === true ? 'entry wide' : 'entry'}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': wrong !== undefined, 'aria-describedby': `${id}-more` })}
      <div id={`${id}-more`}>
        {hint === undefined ? null : <span className="quiet">{hint}</span>}
        {wrong === undefined ? null : <span className="wrong">{wrong}</span>}
      </div>
    </div>
  )
}
