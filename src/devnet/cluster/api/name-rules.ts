import type { Cause } from './api-refusal.ts'

/** Rules of names and labels in the words of apimachinery (util/validation). */
interface TextRule {
  readonly pattern: string
  readonly maxLength: number
  readonly says: string
  readonly examples: string
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const alphanumeric = 'start and end with an alphanumeric character'

const rules = {
  dns1035Label: {
    pattern: '[a-z]([-a-z0-9]*[a-z0-9])?',
    maxLength: 63,
    says: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
    examples: "'my-name',  or 'abc-123'",
  },
  dns1123Label: {
    pattern: LABEL,
    maxLength: 63,
    says: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must ${alphanumeric}`,
    examples: "'my-name',  or '123-abc'",
  },
  dns1123Subdomain: {
    pattern: `${LABEL}(\\.${LABEL})*`,
    maxLength: 253,
    says: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must ${alphanumeric}`,
    examples: "'example.com'",
  },
  labelValue: {
    pattern: `(${QUALIFIED})?`,
    maxLength: 63,
    says: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must ${alphanumeric}`,
    examples: "'MyValue',  or 'my_value',  or '12345'",
  },
  labelName: {
    pattern: QUALIFIED,
    maxLength: 63,
    says: `name part must consist of alphanumeric characters, '-', '_' or '.', and must ${alphanumeric}`,
    examples: "'MyName',  or 'my.name',  or '123-abc'",
  },
} as const satisfies Record<string, TextRule>

/** What a text breaks; none where it is well. */
export function textCauses(field: string, value: string, name: keyof typeof rules): Cause[] {
  const rule = rules[name]
  const messages: string[] = []
  if (value.length > rule.maxLength) messages.push(`must be no more than ${rule.maxLength} characters`)
  if (!new RegExp(`^${rule.pattern}$`).test(value))
    messages.push(`${rule.says} (e.g. ${rule.examples}, regex used for validation is '${rule.pattern}')`)
  return messages.map((message) => invalidValue(field, value, message))
}

export function labelCauses(field: string, labels: Readonly<Record<string, unknown>>): Cause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...keyCauses(field, key),
    ...textCauses(field, String(value), 'labelValue'),
  ])
}

/** Label and annotation keys are "name" or "prefix/name". */
export function keyCauses(field: string, key: string): Cause[] {
  const at = key.lastIndexOf('/')
  const prefix = at < 0 ? [] : textCauses(field, key.slice(0, at), 'dns1123Subdomain')
  const name = textCauses(field, key.slice(at + 1), 'labelName')
  return [...prefix, ...name].map(({ message }) =>
    invalidValue(field, key, message.replace(/^Invalid value: ".*?": /, '')),
  )
}

export const invalidValue = (field: string, value: unknown, message: string): Cause => ({
  type: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${message}`,
})
export const required = (field: string, message = ''): Cause => ({
  type: 'FieldValueRequired',
  field,
  message: message === '' ? 'Required value' : `Required value: ${message}`,
})
export const duplicate = (field: string, value: unknown): Cause => ({
  type: 'FieldValueDuplicate',
  field,
  message: `Duplicate value: ${JSON.stringify(value)}`,
})
export const forbiddenField = (field: string, message: string): Cause => ({
  type: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${message}`,
})
export const notSupported = (field: string, value: unknown, values: readonly string[]): Cause => ({
  type: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${values.map((one) => JSON.stringify(one)).join(', ')}`,
})
