import { anchorLabel } from '../object/own-names.ts'
import { at, entriesOf, isAbsent, type Place, textsOf } from '../object/place.ts'
import { type Labels, managedLabel, targetLabel, targetMetalLb } from '../stock/lease-labels.ts'

/** A Service that wants an address, as far as all of its kind are alike. */
interface Applicant {
  /** Null: namespaces that are not known beforehand. */
  readonly namespace: string | null
  readonly namespaceLabels: Labels
  readonly labels: Labels
}

const namespaceNameLabel = 'kubernetes.io/metadata.name'

/** Both must get an address from the same pool: the anchor in the agent's namespace, and ports in those of leases. */
const applicants = (agentNamespace: string): readonly Applicant[] => [
  {
    namespace: agentNamespace,
    namespaceLabels: { [namespaceNameLabel]: agentNamespace },
    labels: { [targetLabel]: targetMetalLb, [anchorLabel]: 'true' },
  },
  {
    namespace: null,
    namespaceLabels: { [managedLabel]: 'true' },
    labels: { [targetLabel]: targetMetalLb, [managedLabel]: 'true' },
  },
]

/**
 * Whether `spec.serviceAllocation` of a pool keeps it from our Services, as MetalLB decides it (isPoolCompatibleWithService
 * in internal/allocator/allocator.go): namespaces and service selectors must both fit where both are given. What differs
 * from lease to lease, such as an owner's label, fits nothing here.
 */
export const isRestricted = (allocation: Place, agentNamespace: string): boolean =>
  !isAbsent(allocation) && !applicants(agentNamespace).every((applicant) => fits(allocation, applicant))

function fits(allocation: Place, { namespace, namespaceLabels, labels }: Applicant): boolean {
  const names = entriesOf(at(allocation, 'namespaces'))
  const namespaceSelectors = entriesOf(at(allocation, 'namespaceSelectors'))
  const serviceSelectors = entriesOf(at(allocation, 'serviceSelectors'))
  const isNamed = names.some(({ value }) => value === namespace)
  const isInside = names.length + namespaceSelectors.length === 0 || isNamed
  return (
    (isInside || namespaceSelectors.some((selector) => selects(selector, namespaceLabels))) &&
    (serviceSelectors.length === 0 || serviceSelectors.some((selector) => selects(selector, labels)))
  )
}

/** As metav1.LabelSelectorAsSelector: all parts must fit. */
function selects(selector: Place, labels: Labels): boolean {
  const wanted = Object.entries(textsOf(at(selector, 'matchLabels')))
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    entriesOf(at(selector, 'matchExpressions')).every((expression) => meets(expression, labels))
  )
}

function meets(expression: Place, labels: Labels): boolean {
  const value = labels[String(at(expression, 'key').value)]
  const isAmong = entriesOf(at(expression, 'values')).some((entry) => entry.value === value)
  switch (at(expression, 'operator').value) {
    case 'In':
      return value !== undefined && isAmong
    case 'NotIn':
      return value === undefined || !isAmong
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}
