export const quote = (dialect: string): string => (dialect === 'sqlite' ? '"' : '`')
