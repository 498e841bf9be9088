export const connect = (): string => 'sqlite'
