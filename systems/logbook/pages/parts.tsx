import { Badge, Field, useAppResource, type Wrong } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Board } from './facts.ts'

/** Whether the book would allow it; undefined until it has said so. Pages only leave out what it would refuse. */
export function useBookMay(permission: 'write' | 'administer'): boolean | undefined {
  const { data } = useAppResource<{ readonly permissions: readonly string[] }>('/auth/api/current-user')
  return data?.permissions.includes(permission)
}

const days = (amount: number): string => `${Math.abs(amount)} ${Math.abs(amount) === 1 ? 'day' : 'days'}`

/** How soon something is due, in words and in a colour. */
export function DueBadge({ days: left }: { readonly days: number }): ReactNode {
  if (left < 0) return <Badge tone="bad">{days(left)} late</Badge>
  return left === 0 ? <Badge tone="warn">today</Badge> : <Badge tone="ok">in {days(left)}</Badge>
}

/** The time by the ship's clock, as the page was opened; somebody may have read the tape earlier. */
export function TimeField({
  name,
  label,
  wrong,
}: {
  readonly name: string
  readonly label: string
  readonly wrong: Wrong
}): ReactNode {
  const { data } = useAppResource<Board>('/api/dashboard/full')
  const { zone, clock = '' } = data?.ship ?? {}
  return (
    <Field
      label={label}
      wrong={wrong[name]}
      hint={zone === undefined ? 'By the clock on board' : `By the clock on board, ${zone}`}
    >
      {(input) => (
        <input {...input} name={name} type="datetime-local" defaultValue={clock.slice(0, 16).replace(' ', 'T')} />
      )}
    </Field>
  )
}

/** Who signs. */
export const SignedBy = ({ wrong, title }: { readonly wrong: Wrong; readonly title: boolean }): ReactNode => (
  <>
    <Field label="Engineer" wrong={wrong['engineer_name']}>
      {(input) => <input {...input} name="engineer_name" autoComplete="name" />}
    </Field>
    {title ? (
      <Field label="Title" wrong={wrong['engineer_title']} hint="As it is signed, such as 1st Assistant Engineer">
        {(input) => <input {...input} name="engineer_title" autoComplete="organization-title" />}
      </Field>
    ) : null}
  </>
)

/** A number of a form; empty is none. */
export const numberIn = (text: string | undefined): number | undefined =>
  text === undefined || text.trim() === '' ? undefined : Number(text)

/** A number of its own for what is about to be sent: a second try books nothing twice. */
export const newRequest = (): string => crypto.randomUUID()
