import {
  Card,
  clock,
  count,
  decimal,
  Empty,
  Field,
  Form,
  Pager,
  Shown,
  Table,
  type Typing,
  useAppAt,
  useAppResource,
  useAppSend,
  type Wrong,
} from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import type { Entry, Page, Sounding, TankReading } from './facts.ts'
import { newRequest, numberIn, SignedBy, TimeField, useBookMay } from './parts.tsx'

/** The weekly soundings, and the form that books one with its two entries. */
export function SoundingsPage({ query }: { readonly query: URLSearchParams }): ReactNode {
  const at = useAppAt()
  const may = useBookMay('write')
  const list = useAppResource<Page<Sounding>>(
    `/api/soundings?per_page=20&page=${encodeURIComponent(query.get('page') ?? '1')}`,
  )
  return (
    <>
      <h1>Soundings</h1>
      {may === true ? <Book onBooked={list.reload} /> : null}
      <Card title="Booked">
        <Shown of={list}>
          {({ items, page, per_page, total }) =>
            total === 0 ? (
              <Empty>No sounding is booked yet.</Empty>
            ) : (
              <>
                <Table
                  caption={`${count(total)} soundings, the newest first`}
                  rows={items}
                  keyOf={({ id }) => String(id)}
                  columns={[
                    { title: 'Sounding', cell: ({ recorded_at }) => clock(recorded_at) },
                    { title: '17P oily water', cell: (one) => <Reading of={one.tank_17p} /> },
                    { title: '17S dirty oil', cell: (one) => <Reading of={one.tank_17s} /> },
                    { title: 'Signed', cell: (one) => `${one.engineer_name}, ${one.engineer_title}` },
                    { title: 'Remarks', cell: ({ remarks }) => remarks ?? '' },
                  ]}
                />
                <Pager page={page} size={per_page} total={total} to={(number) => at(`soundings?page=${number}`)} />
              </>
            )
          }
        </Shown>
      </Card>
    </>
  )
}

const Reading = ({ of: { feet, inches, gallons, m3 } }: { readonly of: TankReading }): ReactNode =>
  `${feet}′${inches}″ = ${count(gallons)} gal, ${decimal(m3, 2)} m³`

function Book({ onBooked }: { readonly onBooked: () => void }): ReactNode {
  const send = useAppSend()
  const [request, setRequest] = useState(newRequest)
  const [entries, setEntries] = useState<readonly Entry[]>([])
  const book = async (typed: Typing): Promise<string> => {
    const { recorded_at, engineer_name, engineer_title, remarks = '' } = typed
    const depth = (tank: string) => ({
      feet: numberIn(typed[`${tank}_feet`]) ?? null,
      inches: numberIn(typed[`${tank}_inches`]) ?? null,
    })
    const body = {
      recorded_at,
      engineer_name,
      engineer_title,
      tank_17p: depth('tank_17p'),
      tank_17s: depth('tank_17s'),
      ...(remarks.trim() === '' ? {} : { remarks }),
      client_request_id: request,
    }
    const { orb_entries } = await send<{ readonly orb_entries: readonly Entry[] }>('POST', '/api/soundings', body)
    setRequest(newRequest())
    setEntries(orb_entries)
    onBooked()
    return 'Booked, with the entries C and I below.'
  }
  return (
    <Card title="Book a sounding">
      <Form save={book} button="Book it">
        {(wrong) => (
          <>
            <TimeField name="recorded_at" label="Read on" wrong={wrong} />
            <SignedBy wrong={wrong} title />
            <Depth id="17P" name="tank_17p" wrong={wrong} key={`p${request}`} />
            <Depth id="17S" name="tank_17s" wrong={wrong} key={`s${request}`} />
            <Field label="Remarks" wrong={wrong['remarks']}>
              {(input) => <input {...input} name="remarks" autoComplete="off" />}
            </Field>
          </>
        )}
      </Form>
      {entries.map(({ id, entry_text }) => (
        <pre key={id}>{entry_text}</pre>
      ))}
    </Card>
  )
}

type DepthFacts = { readonly id: string; readonly name: string; readonly wrong: Wrong }

const parts = [
  ['feet', 3],
  ['inches', 11],
] as const

/** Feet and inches on the tape; what they mean by the table of the tank stands beside them at once. */
function Depth({ id, name, wrong }: DepthFacts): ReactNode {
  const [typed, setTyped] = useState({ feet: '', inches: '' })
  const own = ['', '.feet', '.inches'].flatMap((inner) => wrong[`${name}${inner}`] ?? []).join('; ')
  const isTyped = typed.feet !== '' && typed.inches !== ''
  return (
    <fieldset className="depth">
      <legend>Tank {id}</legend>
      {parts.map(([part, most]) => (
        <label key={part}>
          {part}
          <input
            name={`${name}_${part}`}
            type="number"
            min={0}
            max={most}
            inputMode="numeric"
            aria-label={`${id} ${part}`}
            aria-invalid={own !== ''}
            value={typed[part]}
            onChange={({ target: { value } }) => setTyped((before) => ({ ...before, [part]: value }))}
          />
        </label>
      ))}
      <output className="volume">{isTyped ? <Volume id={id} {...typed} /> : 'feet and inches give the volume'}</output>
      {own === '' ? null : <span className="wrong">{own}</span>}
    </fieldset>
  )
}

function Volume({
  id,
  feet,
  inches,
}: {
  readonly id: string
  readonly feet: string
  readonly inches: string
}): ReactNode {
  const asked = new URLSearchParams({ feet, inches }).toString()
  const { data, error } = useAppResource<TankReading>(`/api/tanks/${id}/lookup?${asked}`)
  if (error !== undefined) return <span className="wrong">{error.message}</span>
  return data === undefined ? '…' : `${count(data.gallons)} gal, ${decimal(data.m3, 2)} m³`
}
