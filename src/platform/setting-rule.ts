import { z } from 'zod'
import { redactText } from './redact.ts'

export function wholeNumber(min: number, max: number) {
  const isInRange = (text: string) => /^\d{1,12}$/.test(text) && Number(text) >= min && Number(text) <= max
  return z
    .string()
    .refine(isInRange, `must be a whole number from ${min} to ${max}`)
    .transform((text) => Number(text))
}

export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` })

export const onOrOff = oneOf(['on', 'off']).transform((text) => text === 'on')

export const plainText = z.string().regex(/^\S(.*\S)?$/, 'must be a text without blanks at its ends')

/** As in CometBFT, which allows 50 characters; it also names a directory. */
export const chainId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,49}$/, 'must be a chain id: letters, digits, ".", "_" and "-", at most 50')

export const hostName = z.string().regex(/^[\w.:-]{1,253}$/, 'must be a host name or an IP address')

export const databaseUrl = z
  .string()
  .refine(
    (text) => isUrl(text, ['postgres:', 'postgresql:']),
    'must be a URL like postgres://user:password@host:5432/name',
  )

/** URLs without a slash at the end, so that paths can be appended. */
export const httpUrls = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((url) => url.trim().replace(/\/+$/, ''))
      .filter((url) => url !== ''),
  )
  .refine(
    (urls) => urls.length > 0 && urls.every((url) => isUrl(url, ['http:', 'https:'])),
    'must be http or https URLs with commas between them',
  )
  .transform((urls): readonly string[] => [...new Set(urls)])

/** One URL, as it stands. */
export const httpUrl = z
  .string()
  .refine((text) => isUrl(text, ['http:', 'https:']), 'must be an http or https URL')

/** Its checksum is checked where it is used. */
export const accountAddress = z
  .string()
  .regex(/^akash1[02-9ac-hj-np-z]{38,58}$/, 'must be an account of the Akash Network: akash1…')

/** As Kubernetes names namespaces. */
export const namespaceName = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'must be a namespace: a-z, 0-9 and "-", at most 63 characters',
  )

/** `host:port`; an IPv6 address in brackets. */
export const listenAddress = z
  .string()
  .refine((text) => {
    const [, port = ''] = /^(?:\[[0-9a-fA-F:.]+\]|[\w.-]{1,253}):(\d{1,5})$/.exec(text) ?? []
    return port !== '' && Number(port) <= 65_535
  }, 'must be an address and a port, such as 0.0.0.0:8080')
  .transform((text) => {
    const at = text.lastIndexOf(':')
    return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) }
  })

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const LONGEST_MS = 366 * 86_400_000

/** A number and a unit, read into milliseconds. */
export const duration = z
  .string()
  .refine(
    (text) => /^(0|\d{1,9}[smhd])$/.test(text) && durationMs(text) <= LONGEST_MS,
    'must be 0, or a number and s, m, h or d such as 30m, at most 366d',
  )
  .transform(durationMs)

function durationMs(text: string): number {
  return text === '0' ? 0 : Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? 0)
}

/** Points and the hit at which each counts: `commit:after:3,page:after:1`. Who kills knows the points. */
export const crashPoints = z
  .string()
  .regex(
    /^[a-z]+:(before|after):[1-9]\d{0,5}(,[a-z]+:(before|after):[1-9]\d{0,5})*$/,
    'must be points with a count each, as in commit:after:3',
  )
  .transform((text) =>
    text.split(',').map((one) => {
      const [what = '', when = '', hit = ''] = one.split(':')
      return { point: `${what}:${when}`, hit: Number(hit) }
    }),
  )

function isUrl(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return protocols.includes(url.protocol) && url.hostname !== ''
}

/** A value as it may stand in a message; whatever stands before an @ may be a password, even in a broken URL. */
export const shownValue = (text: string) =>
  redactText(text.replace(/\s+/g, ' '))
    .replace(/[^,\s]*@/g, '***@')
    .slice(0, 200)
