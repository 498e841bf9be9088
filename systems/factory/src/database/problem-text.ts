import type { Problem } from 'millwright'

/** A problem as a command prints it. */
export const problemText = ({ code, text }: Problem): string =>
  [
    `${code} ${text.what}`,
    `  state: ${text.state}`,
    ...(text.does === undefined ? [] : [`  does:  ${text.does}`]),
    `  next:  ${text.next}`,
    '',
  ].join('\n')
