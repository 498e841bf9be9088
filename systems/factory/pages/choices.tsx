import { Link } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Here } from './frame.tsx'

type ChoiceFacts = {
  readonly here: Here
  readonly name: string
  readonly chosen: string
  readonly choices: readonly string[]
  readonly words?: Readonly<Record<string, string>>
}

/** Links of which one is chosen; each has an address of its own. */
export const Choices = ({ here, name, chosen, choices, words = {} }: ChoiceFacts): ReactNode => (
  <nav className="pair choices" aria-label={`Choose ${name}`}>
    {choices.map((one) => (
      <Link key={one} to={here.to({ query: { [name]: one, page: undefined } })} isCurrent={one === chosen}>
        {words[one] ?? one}
      </Link>
    ))}
  </nav>
)
