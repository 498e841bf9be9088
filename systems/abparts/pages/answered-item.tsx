import { Badge, Failure, instant, useAppSend } from '@millwright/dashboard'
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { Completion, Item } from './facts.ts'
import { ItemLine } from './protocols.tsx'

type ItemFacts = {
  readonly item: Item
  readonly place: number
  readonly answer: Completion | undefined
  /** Where an answer is sent; without it nobody answers any more. */
  readonly path: string | undefined
  readonly tell: (words: string) => void
}

type State = { readonly isSkipping: boolean; readonly wrong?: string; readonly error?: Error }

/** An item, what became of it, and the two answers that it can get. */
export function AnsweredItem({ item, place, answer, path, tell }: ItemFacts): ReactNode {
  const send = useAppSend()
  const [{ isSkipping, wrong, error }, setState] = useState<State>({ isSkipping: false })
  const done = useRef<HTMLButtonElement>(null)
  const say = async (body: object, words: string): Promise<void> => {
    try {
      await send('POST', path ?? '', body)
      setState({ isSkipping: false })
      tell(`${place}. ${item.item_description}: ${words}.`)
      done.current?.focus() // also where the form that was sent is gone
    } catch (cause) {
      setState({ isSkipping, error: cause as Error })
    }
  }
  const complete = (quantity: string): Promise<void> | void => {
    const amount = Number(quantity.replace(',', '.'))
    if (quantity !== '' && !(amount >= 0)) return setState({ isSkipping, wrong: 'A number, such as 1 or 0.5' })
    return say({ status: 'completed', ...(quantity === '' ? {} : { actual_quantity_used: amount }) }, 'done')
  }
  const skip = (reason: string): Promise<void> | void =>
    reason === ''
      ? setState({ isSkipping, wrong: 'Say why it is skipped' })
      : say({ status: 'skipped', notes: reason }, 'skipped')
  return (
    <li>
      <ItemLine item={item} place={place} />
      <Outcome answer={answer} />
      {error === undefined ? null : <Failure error={error} />}
      {path === undefined ? null : (
        <div className="confirm">
          <Done item={item} answer={answer} button={done} wrong={isSkipping ? undefined : wrong} complete={complete} />
          {isSkipping ? (
            <Reason item={item} wrong={wrong} skip={skip} back={() => setState({ isSkipping: false })} />
          ) : (
            <button
              type="button"
              aria-label={`Skip “${item.item_description}”`}
              onClick={() => setState({ isSkipping: true })}
            >
              Skip…
            </button>
          )}
        </div>
      )}
    </li>
  )
}

const Outcome = ({ answer }: { readonly answer: Completion | undefined }): ReactNode =>
  answer === undefined ? null : (
    <p className="line">
      <Badge tone={answer.is_completed ? 'ok' : 'warn'}>{answer.is_completed ? 'done' : 'skipped'}</Badge>
      <span>{instant(answer.completed_at)}</span>
      {answer.notes === null ? null : <span>{answer.notes}</span>}
    </p>
  )

type DoneFacts = Pick<ItemFacts, 'item' | 'answer'> & {
  readonly button: { current: HTMLButtonElement | null }
  readonly wrong: string | undefined
  readonly complete: (quantity: string) => Promise<void> | void
}

/** The usual answer; where a part is renewed, with how much of it was used. */
function Done({ item, answer, button, wrong, complete }: DoneFacts): ReactNode {
  const usesPart = item.item_type === 'replacement' && item.part !== null
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget).get('quantity')
    void complete(typeof typed === 'string' ? typed.trim() : '')
  }
  return (
    <form className="confirm" noValidate onSubmit={submit}>
      {usesPart ? (
        <Input label={`Used of ${item.part?.name ?? 'it'} (${item.part?.unit_of_measure ?? ''})`} wrong={wrong}>
          {(input) => (
            <input
              {...input}
              name="quantity"
              inputMode="decimal"
              autoComplete="off"
              defaultValue={item.estimated_quantity ?? ''}
            />
          )}
        </Input>
      ) : null}
      <button type="submit" className="main" ref={button} aria-label={`Done: “${item.item_description}”`}>
        {answer?.is_completed === true ? 'Done again' : 'Done'}
      </button>
    </form>
  )
}

type ReasonFacts = {
  readonly item: Item
  readonly wrong: string | undefined
  readonly skip: (reason: string) => Promise<void> | void
  readonly back: () => void
}

function Reason({ item, wrong, skip, back }: ReasonFacts): ReactNode {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget).get('reason')
    void skip(typeof typed === 'string' ? typed.trim() : '')
  }
  return (
    <form className="confirm" noValidate onSubmit={submit}>
      <Input label={`Why “${item.item_description}” is skipped`} wrong={wrong}>
        {(input) => <input {...input} name="reason" maxLength={10_000} autoComplete="off" autoFocus />}
      </Input>
      <button type="submit">Skip it</button>
      <button type="button" onClick={back}>
        Keep it
      </button>
    </form>
  )
}

type InputFacts = {
  readonly label: string
  readonly wrong: string | undefined
  readonly children: (input: {
    readonly id: string
    readonly 'aria-invalid': boolean
    readonly 'aria-describedby': string
  }) => ReactNode
}

function Input({ label, wrong, children }: InputFacts): ReactNode {
  const id = useId()
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': wrong !== undefined, 'aria-describedby': `${id}-wrong` })}
      <span id={`${id}-wrong`} className="wrong" role={wrong === undefined ? undefined : 'alert'}>
        {wrong}
      </span>
    </div>
  )
}
