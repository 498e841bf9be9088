import { type ReactNode, useState } from 'react'
import type { Job } from 'millwright/view'
import { send } from '../api.ts'
import { useApi } from '../session.ts'
import { Failure } from './basics.tsx'
import { go } from '../router.tsx'
import { useAt } from '../session.ts'

type ActionFacts = {
  readonly action: string
  readonly input?: Readonly<Record<string, unknown>>
  readonly children: ReactNode
  /** What the button does in full, where its word alone does not say it. */
  readonly label?: string
  readonly isMain?: boolean
  readonly isDisabled?: boolean
  readonly then?: () => void
}

/** Asks the server for one action. What it is about to do is then on the page of what was asked for. */
export function Action({ action, input = {}, children, label, isMain, isDisabled, then }: ActionFacts): ReactNode {
  const api = useApi()
  const at = useAt()
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error?: Error }>({ isBusy: false })
  const press = async (): Promise<void> => {
    setState({ isBusy: true })
    try {
      const job = await send<Partial<Job>>(api(action), input)
      setState({ isBusy: false })
      if (then !== undefined) then()
      else if (job.id !== undefined) go(at(`asked/${job.id}`))
    } catch (error) {
      setState({ isBusy: false, error: error as Error })
    }
  }
  return (
    <>
      <button
        type="button"
        className={isMain === true ? 'main' : undefined}
        aria-label={label}
        disabled={isDisabled === true || state.isBusy}
        onClick={() => void press()}
      >
        {children}
      </button>
      {state.error === undefined ? null : <Failure error={state.error} />}
    </>
  )
}
