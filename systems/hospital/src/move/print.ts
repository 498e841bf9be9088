import type { Moved } from './follow.ts'

export const printMoved = ({ document, files }: Moved, _width: number): string =>
  `${document.verdict.word} ${document.verdict.why}\n${files?.json}\n`
