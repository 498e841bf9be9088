/** The program: runs itself when it is imported. */
import { runCommandLine } from './run-command-line.ts'

quietWarnings()
for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveWhenClosed)
process.exitCode = await runCommandLine(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  input: process.stdin,
})

/** Node announces on every start that its SQLite is young and that a configuration names no module type. */
function quietWarnings(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning: Error & { readonly code?: string }) => {
    if (warning.name === 'ExperimentalWarning' || warning.code === 'MODULE_TYPELESS_PACKAGE_JSON') return
    process.stderr.write(`${warning.name}: ${warning.message}\n`)
  })
}

/** A reader that has seen enough, such as `head`, is no mistake; the work goes on and ends as it would have. */
function leaveWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
