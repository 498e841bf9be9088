import { type FormEvent, type ReactNode, useState } from 'react'
import { type AuditTrail, type Guest, type Role, roles } from 'millwright/view'
import { send } from '../api.ts'
import { Badge, Card, Empty, Failure, Shown, Table } from '../parts/basics.tsx'
import { instant } from '../format.ts'
import { useMay, usePlace } from '../session.ts'
import { chooseTheme, chooseZone, type Theme, themeNow, type Zone, zoneNow } from '../settings.ts'
import { useResource } from '../use-resource.ts'

/** Who did what through this server. */
export function AuditPage(): ReactNode {
  const { news } = usePlace()
  const trail = useResource<AuditTrail>('/audit', news.version)
  return (
    <>
      <h1>Audit</h1>
      <Shown of={trail}>
        {({ lines, total, isWhole }) => (
          <Card
            title={`${total} lines, the newest first`}
            aside={
              <Badge tone={isWhole ? 'ok' : 'bad'}>
                {isWhole ? 'no line was changed' : 'a line was changed or removed'}
              </Badge>
            }
          >
            <Table
              caption="What was done through this server"
              rows={lines}
              keyOf={({ seq }) => String(seq)}
              columns={[
                { title: 'When', cell: ({ at }) => instant(at) },
                { title: 'Who', cell: ({ who, role }) => `${who} (${role})` },
                { title: 'What', cell: ({ what }) => what },
                { title: 'Where', cell: ({ environment }) => environment ?? '' },
                { title: 'More', cell: ({ detail }) => detail ?? '' },
              ]}
            />
          </Card>
        )}
      </Shown>
    </>
  )
}

/** What a reader chooses for themselves, and who may come in. */
export function SettingsPage({ onChange }: { readonly onChange: () => void }): ReactNode {
  const mayAdminister = useMay('administer')
  const { session } = usePlace()
  const leave = (): void => void send('/session', {}, 'DELETE').then(() => location.assign('/'))
  return (
    <>
      <h1>Settings</h1>
      <Card title="This browser">
        <Choice
          title="Colours"
          choices={['system', 'light', 'dark'] as const}
          now={themeNow()}
          choose={(theme: Theme) => chooseTheme(theme)}
          onChange={onChange}
        />
        <Choice
          title="Times in"
          choices={['local', 'utc'] as const}
          now={zoneNow()}
          choose={(zone: Zone) => chooseZone(zone)}
          onChange={onChange}
        />
      </Card>
      <Card title={`${session.person.name}, ${session.person.role}`}>
        <button type="button" onClick={leave}>
          Leave
        </button>
      </Card>
      {mayAdminister ? <People /> : null}
    </>
  )
}

type ChoiceFacts<T extends string> = {
  readonly title: string
  readonly choices: readonly T[]
  readonly now: T
  readonly choose: (one: T) => void
  readonly onChange: () => void
}

function Choice<T extends string>({ title, choices, now, choose, onChange }: ChoiceFacts<T>): ReactNode {
  const change = (one: T): void => {
    choose(one)
    onChange()
  }
  return (
    <fieldset>
      <legend>{title}</legend>
      {choices.map((one) => (
        <label key={one} className="check">
          <input type="radio" name={title} checked={one === now} onChange={() => change(one)} /> {one}
        </label>
      ))}
    </fieldset>
  )
}

function People(): ReactNode {
  const people = useResource<readonly Guest[]>('/people')
  const away = (id: string): void => void send(`/people/${id}`, {}, 'DELETE').then(people.reload)
  return (
    <Card title="Who is here, and who may come">
      <Invite onChange={people.reload} />
      <Shown of={people}>
        {(guests) =>
          guests.length === 0 ? (
            <Empty>Nobody.</Empty>
          ) : (
            <Table
              caption="People"
              rows={guests}
              keyOf={({ id }) => id}
              columns={[
                { title: 'Name', cell: ({ name }) => name },
                { title: 'Role', cell: ({ role }) => role },
                {
                  title: 'State',
                  cell: ({ state }) => <Badge tone={state === 'here' ? 'ok' : 'quiet'}>{state}</Badge>,
                },
                { title: 'Until', cell: ({ until }) => instant(until) },
                {
                  title: 'Do',
                  cell: ({ id, name }) => (
                    <button type="button" aria-label={`Send away: ${name}`} onClick={() => away(id)}>
                      Send away
                    </button>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
    </Card>
  )
}

function Invite({ onChange }: { readonly onChange: () => void }): ReactNode {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [made, setMade] = useState<{ readonly link?: string; readonly error?: Error }>({})
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    send<{ token: string }>('/people', { name, role }).then(
      ({ token }) => {
        setMade({ link: `${location.origin}/enter#${token}` })
        setName('')
        onChange()
      },
      (error: Error) => setMade({ error }),
    )
  }
  return (
    <form className="confirm" onSubmit={submit}>
      <label>
        Name
        <input value={name} required onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        Role
        <select value={role} onChange={(event) => setRole(event.target.value as Role)}>
          {roles.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <button type="submit">Make a link</button>
      {made.error === undefined ? null : <Failure error={made.error} />}
      {made.link === undefined ? null : (
        <p role="status">
          Send this link to that person alone; it works once, within a quarter of an hour: <code>{made.link}</code>
        </p>
      )}
    </form>
  )
}
