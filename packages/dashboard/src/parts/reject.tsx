import type { ReactNode } from 'react'
import type { StoredReject } from 'millwright/view'
import { send } from '../api.ts'
import { count } from '../format.ts'
import { useApi, useMay } from '../session.ts'
import { Badge } from './basics.tsx'
import { Form } from './form.tsx'

export const RejectState = ({ state }: { readonly state: StoredReject['state'] }): ReactNode => (
  <Badge tone={state === 'open' ? 'warn' : state === 'loaded' ? 'ok' : 'quiet'}>{state}</Badge>
)

type Facts = { readonly row: StoredReject; readonly onDecided: (sentence: string) => void }

/** One reject as it came, and what can be decided about it. */
export function OneReject({ row, onDecided }: Facts): ReactNode {
  const mayOperate = useMay('operate')
  const isOpen = row.state === 'open' && row.outcome === 'rejected'
  return (
    <details className="reject">
      <summary>
        #{row.id} {row.source} record {count(row.record)}: {row.message} <RejectState state={row.state} />
      </summary>
      {isOpen && mayOperate ? <Decide row={row} onDecided={onDecided} /> : <pre tabIndex={0}>{row.raw}</pre>}
    </details>
  )
}

function Decide({ row: { id, run, raw }, onDecided }: Facts): ReactNode {
  const api = useApi()
  const correct = async ({ raw: text = '' }: Readonly<Record<string, string>>): Promise<string> => {
    await send(api(`runs/${run}/rejects-correct`), { id, raw: text })
    const sentence = `Reject #${id} has another text now; try the rejects once more to load it.`
    onDecided(sentence)
    return sentence
  }
  const exclude = async ({ because = '' }: Readonly<Record<string, string>>): Promise<string> => {
    await send(api(`runs/${run}/rejects-exclude`), { ids: [id], because })
    const sentence = `Reject #${id} is left out.`
    onDecided(sentence)
    return sentence
  }
  return (
    <>
      <Form save={correct} button="Keep this text" keeps>
        {() => (
          <label className="wide">
            The record
            <textarea
              name="raw"
              defaultValue={raw}
              rows={Math.min(12, 2 + Math.round(raw.length / 80))}
              spellCheck={false}
              required
            />
          </label>
        )}
      </Form>
      <Form save={exclude} button="Leave it out">
        {() => (
          <label>
            Why it is left out
            <input name="because" required maxLength={500} autoComplete="off" />
          </label>
        )}
      </Form>
    </>
  )
}
