const isReady = async (): Promise<boolean> => false
export const word = (): string => (isReady() ? 'always' : 'never')
