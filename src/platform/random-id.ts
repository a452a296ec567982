import { randomBytes } from 'node:crypto'

/** A fresh id: 16 random bytes in hex. Comes in as an argument wherever an id is made. */
export type MakeId = () => string

export const randomId: MakeId = () => randomBytes(16).toString('hex')
