import type { Call } from './command.ts'

/** Whether a person sits at the other end: where nobody does, a question is refused with the flag that answers it. */
export const canAsk = ({ io, isJson }: Call): boolean => !isJson && io.input.isTTY && io.err.isTTY === true
