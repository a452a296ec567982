import { Failure } from '#domain/failure.ts'

/** Where a reader of the observation stands: it has everything up to this number of this epoch. */
export interface ObservationCursor {
  readonly epoch: string
  readonly sequence: number
}

/** "<epoch>.<sequence>". */
export const cursorText = ({ epoch, sequence }: ObservationCursor) => `${epoch}.${sequence}`

const PATTERN = /^([A-Za-z0-9-]{1,64})\.(\d{1,15})$/

/** Whether a text can be an epoch: 1 to 64 letters, digits and "-". */
export const isEpoch = (text: string) => /^[A-Za-z0-9-]{1,64}$/.test(text)

/** Throws BAD_USER_INPUT for anything else. */
export function parseCursor(text: string): ObservationCursor {
  const [, epoch, digits] = PATTERN.exec(text) ?? []
  if (epoch === undefined || digits === undefined)
    throw new Failure(
      'BAD_USER_INPUT',
      `after is ${JSON.stringify(text.slice(0, 100))}: it must be "<epoch>.<sequence>" as an answer had it`,
    )
  return { epoch, sequence: Number(digits) }
}
