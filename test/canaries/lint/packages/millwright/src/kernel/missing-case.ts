type State = 'open' | 'shut'
export function describe(state: State): string {
  switch (state) {
    case 'open':
      return 'it is open'
  }
  return ''
}
