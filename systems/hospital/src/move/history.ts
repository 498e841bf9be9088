import type { Status } from 'millwright'

/** The migration that ends the move out of the JSON files; what comes after it is a later history of its own. */
export const moveEnd = '0009'

/** Whether a migration belongs to the move. Numbers of four digits are in the order of their text. */
export const isPartOfMove = (id: string): boolean => /^\d{4}$/.test(id) && id <= moveEnd

/** Whether every migration of the move is applied and proved. */
export const isMoved = ({ migrations }: Status): boolean =>
  migrations.filter(({ id }) => isPartOfMove(id)).every(({ state }) => state === 'applied')
