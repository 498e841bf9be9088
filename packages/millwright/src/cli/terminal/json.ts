import { storedJson } from '../../kernel/json.ts'
import { printable } from '../../kernel/text.ts'
import type { Screen, Terminal } from './port.ts'

/** One JSON document per event and line. Characters that could fool a terminal are escaped, so nothing is lost. */
export const makeJson = ({ stream }: Pick<Screen, 'stream'>): Terminal => ({
  show: (event) => {
    stream.write(`${printable(storedJson(event))}\n`)
  },
  end: () => {},
})
