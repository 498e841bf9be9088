import {
  addressWith,
  Badge,
  Card,
  clock,
  count,
  Empty,
  Field,
  Form,
  instant,
  Pager,
  Refused,
  Search,
  Shown,
  type Typing,
  useAppAt,
  useAppResource,
  useAppSend,
} from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import type { Entry, Page, Warning } from './facts.ts'
import { SignedBy, TimeField, useBookMay } from './parts.tsx'

/** The record book itself: entries as they stand in it, struck ones among them; and the form for a new one. */
export function BookPage({ query }: { readonly query: URLSearchParams }): ReactNode {
  const at = useAppAt()
  const here = at('book')
  const mayWrite = useBookMay('write')
  const mayStrike = useBookMay('administer')
  const asked = new URLSearchParams({ per_page: '20', page: '1', ...Object.fromEntries(query) })
  const list = useAppResource<Page<Entry>>(`/api/orb-entries?${asked.toString()}`)
  return (
    <>
      <h1>Oil record book</h1>
      <Search here={here} key={query.toString()}>
        <label>
          Code
          <select name="code" defaultValue={query.get('code') ?? ''}>
            <option value="">all</option>
            {codes.map(([code, title]) => (
              <option key={code} value={code}>
                {code}: {title}
              </option>
            ))}
          </select>
        </label>
      </Search>
      <Shown of={list}>
        {({ items, page, per_page, total }) => (
          <>
            <p className="quiet">{total === 1 ? '1 entry' : `${count(total)} entries`}, the newest first</p>
            {total === 0 ? <Empty>No entry is like that.</Empty> : null}
            <div className="book">
              {items.map((entry) => (
                <OneEntry key={entry.id} entry={entry} mayStrike={mayStrike === true} onStruck={list.reload} />
              ))}
            </div>
            <Pager
              page={page}
              size={per_page}
              total={total}
              to={(number) => addressWith(here, query, { page: String(number) })}
            />
          </>
        )}
      </Shown>
      {mayWrite === true ? <Write onWritten={list.reload} /> : null}
    </>
  )
}

const codes = [
  ['A', 'ballasting or cleaning of fuel tanks'],
  ['B', 'discharge of dirty ballast'],
  ['C', 'oil residues (sludge)'],
  ['D', 'non-automatic discharge of bilge water'],
  ['E', 'automatic discharge of bilge water'],
  ['F', 'condition of oil filtering'],
  ['G', 'accidental discharge'],
  ['H', 'bunkering'],
  ['I', 'additional operations and remarks'],
] as const

type EntryFacts = { readonly entry: Entry; readonly mayStrike: boolean; readonly onStruck: () => void }

function OneEntry({ entry, mayStrike, onStruck }: EntryFacts): ReactNode {
  const { id, entry_date, code, entry_text, struck_at, struck_by, replaces_id } = entry
  const isStruck = struck_at !== null
  return (
    <article className={isStruck ? 'entry-page struck' : 'entry-page'} aria-labelledby={`entry-${id}`}>
      <header>
        <h2 id={`entry-${id}`}>
          Entry {id}, code {code}
        </h2>
        <span className="quiet">{clock(entry_date)}</span>
      </header>
      {isStruck ? <del>{entry_text}</del> : <p className="text">{entry_text}</p>}
      {isStruck ? (
        <p>
          <Badge tone="bad">struck</Badge> by {struck_by}, {instant(struck_at)}
        </p>
      ) : null}
      {replaces_id === null ? null : <p className="quiet">In place of entry {replaces_id}</p>}
      {mayStrike && !isStruck ? <Strike entry={entry} onStruck={onStruck} /> : null}
    </article>
  )
}

/** An entry is struck and stays legible; what is right is an entry of its own. */
function Strike({ entry: { id, entry_text }, onStruck }: Omit<EntryFacts, 'mayStrike'>): ReactNode {
  const send = useAppSend()
  const strike = async ({ replacement = '', sure }: Typing): Promise<string> => {
    if (sure !== 'on')
      throw new Refused(0, { code: 'not_sure', error: 'Say first that the entry is wrong; nothing was struck.' })
    const text = replacement.trim()
    await send('POST', `/api/orb-entries/${id}/strike`, text === '' ? {} : { replacement: text })
    onStruck()
    document.getElementById('main')?.focus()
    return 'Struck.'
  }
  return (
    <details>
      <summary>Strike entry {id}</summary>
      <Form save={strike} button={`Strike entry ${id}`} keeps>
        {(wrong) => (
          <>
            <Field label="What stands in its place" wrong={wrong['replacement']} hint="Empty: nothing" isWide>
              {(input) => <textarea {...input} name="replacement" rows={9} defaultValue={entry_text} />}
            </Field>
            <label className="check wide">
              <input type="checkbox" name="sure" /> the entry is wrong; a struck entry stays in the book for ever
            </label>
          </>
        )}
      </Form>
    </details>
  )
}

type Written = { readonly entry: Entry; readonly warnings: readonly Warning[] }

function Write({ onWritten }: { readonly onWritten: () => void }): ReactNode {
  const send = useAppSend()
  const [code, setCode] = useState('H')
  const write = async (typed: Typing): Promise<string> => {
    const { entry, warnings } = await send<Written>('POST', '/api/orb-entries', { ...typed, code })
    onWritten()
    return [`Entry ${entry.id} stands in the book.`, ...warnings.map(({ message }) => `${message}.`)].join(' ')
  }
  return (
    <Card title="Write an entry">
      <p className="quiet">What was written is never changed. Soundings write their entries C and I by themselves.</p>
      <Form save={write} button="Write it into the book">
        {(wrong) => (
          <>
            <TimeField name="entry_date" label="Done on" wrong={wrong} />
            <Field label="Code" wrong={wrong['code']}>
              {(input) => (
                <select {...input} value={code} onChange={({ target }) => setCode(target.value)}>
                  {codes.map(([one, title]) => (
                    <option key={one} value={one}>
                      {one}: {title}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <SignedBy wrong={wrong} title />
            <Field label="What was done, one item a line" wrong={wrong['text']} isWide>
              {(input) => <textarea {...input} name="text" rows={5} />}
            </Field>
          </>
        )}
      </Form>
    </Card>
  )
}
