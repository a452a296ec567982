/** Whether trying again can help: `never`, `later` (the same thing, after a pause). */
export type Retry = 'never' | 'later'

/** What a code promises: its retry verdict, its HTTP status and whether clients may read its message. */
interface CodeRule {
  readonly retry: Retry
  readonly status: number
  readonly isPublic: boolean
  readonly meaning: string
}

/**
 * Every way in which this system fails. The first part is the closed list of `extensions.code` that
 * GraphQL clients see; the second part stays inside and reaches clients as `INTERNAL`.
 * `docs/errors.md` is generated from this table.
 */
export const codes = {
  BAD_USER_INPUT: {
    retry: 'never',
    status: 400,
    isPublic: true,
    meaning: 'An argument breaks a rule; the message names the argument, the value and the rule.',
  },
  UNAUTHENTICATED: {
    retry: 'never',
    status: 401,
    isPublic: true,
    meaning: 'The request needs a valid token.',
  },
  FORBIDDEN: {
    retry: 'never',
    status: 403,
    isPublic: true,
    meaning: 'The token, or this gateway, does not allow this.',
  },
  NOT_FOUND: { retry: 'never', status: 404, isPublic: true, meaning: 'No such record.' },
  PERSISTED_QUERY_NOT_FOUND: {
    retry: 'never',
    status: 404,
    isPublic: true,
    meaning: 'No document of this sha256 is known here; send its text along.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    retry: 'never',
    status: 409,
    isPublic: true,
    meaning: 'The idempotency key was used with another input.',
  },
  INSUFFICIENT_IPS: {
    retry: 'later',
    status: 409,
    isPublic: true,
    meaning: 'The provider has no free address in the pool.',
  },
  PORT_TAKEN: {
    retry: 'never',
    status: 409,
    isPublic: true,
    meaning: 'Another lease holds that port on that address.',
  },
  ENDPOINT_NAME_TAKEN: {
    retry: 'never',
    status: 409,
    isPublic: true,
    meaning: 'Another lease of the owner uses that endpoint name at this provider.',
  },
  LEASE_NOT_ACTIVE: { retry: 'never', status: 409, isPublic: true, meaning: 'The lease is closed.' },
  POOL_IN_USE: { retry: 'never', status: 409, isPublic: true, meaning: 'An address of the pool is held.' },
  AGENT_UNREACHABLE: {
    retry: 'later',
    status: 503,
    isPublic: true,
    meaning: 'The provider has no agent that answers.',
  },
  NOT_SUPPORTED_BY_PROVIDER: {
    retry: 'never',
    status: 422,
    isPublic: true,
    meaning: 'The provider cannot do this.',
  },
  TOO_EXPENSIVE: {
    retry: 'never',
    status: 400,
    isPublic: true,
    meaning: 'The query costs more than the limit.',
  },
  RATE_LIMITED: {
    retry: 'later',
    status: 429,
    isPublic: true,
    meaning: 'Too many requests; wait as long as Retry-After says.',
  },
  OVERLOADED: {
    retry: 'later',
    status: 503,
    isPublic: true,
    meaning: 'The gateway is busy; wait as long as Retry-After says.',
  },
  STALE: {
    retry: 'later',
    status: 503,
    isPublic: true,
    meaning: 'The indexed height is older than the one asked for.',
  },
  INTERNAL: {
    retry: 'later',
    status: 500,
    isPublic: false,
    meaning: 'A fault of ours; the id in the answer is in the log.',
  },

  BAD_SETTING: {
    retry: 'never',
    status: 500,
    isPublic: false,
    meaning: 'A setting breaks a rule; the process ends with exit code 2.',
  },
  CHAIN_ID_MISMATCH: {
    retry: 'never',
    status: 500,
    isPublic: false,
    meaning: 'A node or the database belongs to another chain.',
  },
  CHAIN_GAP: {
    retry: 'never',
    status: 500,
    isPublic: false,
    meaning: 'A block does not follow the block that is stored.',
  },
  NODE_ANSWER_INVALID: {
    retry: 'later',
    status: 502,
    isPublic: false,
    meaning: 'A node answered something that is not what it should be.',
  },
  NODE_UNAVAILABLE: {
    retry: 'later',
    status: 503,
    isPublic: false,
    meaning: 'A node did not answer, or refused.',
  },
  HEIGHT_NOT_YET: {
    retry: 'later',
    status: 503,
    isPublic: false,
    meaning: 'The node does not have that height yet.',
  },
  HEIGHT_PRUNED: {
    retry: 'never',
    status: 503,
    isPublic: false,
    meaning: 'The node no longer has that height.',
  },
  UNDECODABLE: {
    retry: 'never',
    status: 500,
    isPublic: false,
    meaning: 'Bytes of the chain that cannot be read; they are kept in quarantine.',
  },
  FENCED: {
    retry: 'never',
    status: 500,
    isPublic: false,
    meaning: 'Another process has taken over; this one may not write any more.',
  },
  CURSOR_MOVED: {
    retry: 'later',
    status: 500,
    isPublic: false,
    meaning: 'The cursor is not where this indexer left it.',
  },
  DATABASE_UNAVAILABLE: {
    retry: 'later',
    status: 503,
    isPublic: false,
    meaning: 'Postgres does not answer.',
  },
  KUBE_UNAVAILABLE: {
    retry: 'later',
    status: 503,
    isPublic: false,
    meaning: 'The Kubernetes API did not answer, or not now.',
  },
  KUBE_ANSWER_INVALID: {
    retry: 'later',
    status: 502,
    isPublic: false,
    meaning: 'The Kubernetes API answered something that is not what it should be.',
  },
  KUBE_CONFLICT: {
    retry: 'later',
    status: 409,
    isPublic: false,
    meaning: 'An object of the cluster is not as it was when it was read.',
  },
  KUBE_REFUSED: {
    retry: 'never',
    status: 500,
    isPublic: false,
    meaning: 'The Kubernetes API refused a request; its Status says why.',
  },
  TIMED_OUT: { retry: 'later', status: 504, isPublic: false, meaning: 'The deadline passed.' },
  ABORTED: { retry: 'never', status: 499, isPublic: false, meaning: 'The process is shutting down.' },
  DRIFT: { retry: 'never', status: 500, isPublic: false, meaning: 'The database differs from the chain.' },
} as const satisfies Record<string, CodeRule>

export type FailureCode = keyof typeof codes

/** Details of a failure: values, never prose, and never a secret. */
export type FailureValues = Readonly<Record<string, string | number | bigint | boolean | null | undefined>>

/**
 * The only thing that this project throws. The code decides retry, status and whether clients read the
 * message; `values` say what it was about; `cause` is always kept.
 */
export class Failure extends Error {
  readonly code: FailureCode
  readonly values: FailureValues

  constructor(
    code: FailureCode,
    message: string,
    values: FailureValues = {},
    options: { cause?: unknown } = {},
  ) {
    super(message, options)
    this.name = 'Failure'
    this.code = code
    this.values = values
  }

  get retry(): Retry {
    return codes[this.code].retry
  }
}

/** True for a Failure with one of the codes. */
export function isFailure(error: unknown, ...wanted: FailureCode[]): error is Failure {
  return error instanceof Failure && (wanted.length === 0 || wanted.includes(error.code))
}
