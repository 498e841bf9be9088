// TODO: write this some day
export const later = true
