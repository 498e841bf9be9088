/** Whether somebody asked this process to end, by Ctrl-C or SIGTERM; asked for a second time it ends at once. */
export function untilSignal(): { readonly isAsked: () => boolean; readonly stop: () => void } {
  let isAsked = false
  const signals = ['SIGINT', 'SIGTERM'] as const
  const stop = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal)
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isAsked) {
      stop()
      process.kill(process.pid, signal)
    }
    isAsked = true
  }
  for (const signal of signals) process.on(signal, onSignal)
  return { isAsked: () => isAsked, stop }
}
