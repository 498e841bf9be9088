import { sessionCookie } from 'millwright/http'

export const cookie = sessionCookie('hospital_session')
