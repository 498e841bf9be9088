import { spawn } from 'node:child_process'

/** The moments of the procedure at which a command of the operator's can run. */
export const hookNames = ['notify', 'maintenanceOn', 'maintenanceOff', 'restart', 'smoke'] as const
export type HookName = (typeof hookNames)[number]

/** The commands that the operator named, for `sh`, and how many seconds each may take. */
export type Hooks = { readonly [Name in HookName]?: string } & { readonly timeoutSeconds?: number }

/** What a hook is told, as variables of its environment. None of them holds a password. */
export type HookFacts = Readonly<Record<'ABPARTS_TARGET' | 'ABPARTS_DIRECTION' | 'ABPARTS_MESSAGE', string>>

export type Hooked = { readonly ok: boolean; readonly words: string }

const keptLetters = 2000
const usualSeconds = 120

/** Runs one command to its end. When its time is over, it is killed with all that it started. */
export async function runHook(hooks: Hooks, name: HookName, facts: HookFacts): Promise<Hooked> {
  const seconds = hooks.timeoutSeconds ?? usualSeconds
  const child = spawn('sh', ['-c', hooks[name] ?? 'true'], {
    env: { ...process.env, ...facts, ABPARTS_HOOK: name },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that it can be ended as a whole
  })
  let said = ''
  const hear = (piece: Buffer): void => {
    said = `${said}${piece.toString('utf8')}`.slice(-keptLetters)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  let isLate = false
  const clock = setTimeout(() => {
    isLate = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, seconds * 1000)
  const code = await endOf(child)
  clearTimeout(clock)
  const end = isLate ? `it was killed after ${seconds} s` : `it ended with ${code}`
  return { ok: !isLate && code === '0', words: [end, said.trim()].filter((words) => words !== '').join(': ') }
}

/** What it starts in the background may keep its output open: only its own end is waited for. */
const endOf = (child: ReturnType<typeof spawn>): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => {
      child.stdout?.destroy()
      child.stderr?.destroy()
      resolve(signal ?? String(code))
    })
  })
