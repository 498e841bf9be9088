/** What a reader chose, kept in this browser alone. */
export type Theme = 'system' | 'light' | 'dark'
export type Zone = 'local' | 'utc'

const read = (name: string): string | undefined => {
  try {
    return localStorage.getItem(name) ?? undefined
  } catch {
    return undefined // a browser may forbid it
  }
}

const write = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value)
  } catch {
    // then it holds until the page is closed
  }
}

export const themeNow = (): Theme => (read('theme') as Theme | undefined) ?? 'system'
export const zoneNow = (): Zone => (read('zone') as Zone | undefined) ?? 'local'

export function chooseTheme(theme: Theme): void {
  write('theme', theme)
  applyTheme()
}

export const chooseZone = (zone: Zone): void => write('zone', zone)

export function applyTheme(): void {
  const theme = themeNow()
  document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme
}
