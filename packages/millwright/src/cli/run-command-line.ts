import { version } from '../actions/version.ts'
import type { Answer, Io } from './command.ts'
import { findCommand, isHelp } from './find-command.ts'
import type { Entry } from './registry.ts'

/** Runs one command line and returns the exit code. What it throws was not foreseen. */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io)
  } catch (error) {
    const { showError } = await import('./show-error.ts')
    return showError(error, { io, isJson: argv.includes('--json') })
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const found = findCommand(argv)
  switch (found.kind) {
    case 'version':
      return say(io, `${version}\n`)
    case 'help':
      return found.isAsked ? say(io, (await import('./help.ts')).programHelp()) : askForCommand(io)
    case 'group':
      return say(io, (await import('./help.ts')).groupHelp(found.group))
    case 'command':
      return runEntry(found.entry, found.words, io)
  }
}

const say = (io: Io, text: string): number => sayAs(0, text, io)

async function askForCommand(io: Io): Promise<number> {
  io.err.write((await import('./help.ts')).programHelp())
  return 2
}

async function runEntry(entry: Entry, words: readonly string[], io: Io): Promise<number> {
  const command = await entry.load()
  if (wantsHelp(words)) return say(io, (await import('./help.ts')).commandHelp(entry, command))
  const { makeCall } = await import('./make-call.ts')
  const call = await makeCall(entry.name, command, { words, io })
  return show(await command.run(call), call.isJson, io)
}

function wantsHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return (end === -1 ? words : words.slice(0, end)).some(isHelp)
}

async function show(answer: Answer, isJson: boolean, io: Io): Promise<number> {
  if (!isJson) return sayAs(answer.exit, answer.text(), io)
  const { storedJson } = await import('../kernel/json.ts')
  return sayAs(answer.exit, `${storedJson(answer.document())}\n`, io)
}

function sayAs(exit: number, text: string, io: Io): number {
  if (text !== '') io.out.write(text)
  return exit
}
