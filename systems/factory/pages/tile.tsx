import type { ReactNode } from 'react'

type TileFacts = { readonly name: ReactNode; readonly value: string; readonly words: ReactNode }

/** One figure, large, with what it is of. */
export const Tile = ({ name, value, words }: TileFacts): ReactNode => (
  <div className="tile">
    {name}
    <strong>{value}</strong>
    <span className="quiet">{words}</span>
  </div>
)
