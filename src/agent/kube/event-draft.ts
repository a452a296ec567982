import type { Draft, Event, KubeObject } from './kube-objects.ts'

/** What is said of an object to those who describe it. */
export interface Note {
  readonly type: 'Normal' | 'Warning'
  /** One word in CamelCase. */
  readonly reason: string
  /** A sentence; what is longer than 1024 characters is cut. */
  readonly message: string
}

/** A note with how often it was made, and when. */
export interface CountedNote {
  readonly about: KubeObject
  readonly note: Note
  readonly count: number
  readonly firstAt: Date
  readonly lastAt: Date
}

/** Events of objects in no namespace lie in this one, as kubectl expects. */
const FALLBACK_NAMESPACE = 'default'
const MAX_MESSAGE = 1024

export const eventNamespace = ({ metadata }: KubeObject) => metadata.namespace ?? FALLBACK_NAMESPACE

/** The core/v1 Event of a note; `component` is who says it, `instance` which process. */
export function eventDraft(
  counted: CountedNote,
  {
    name,
    component,
    instance,
  }: { readonly name: string; readonly component: string; readonly instance: string },
): Draft<Event> {
  const { about, note } = counted
  const { metadata, apiVersion, kind } = about
  const { name: aboutName, namespace, uid, resourceVersion } = metadata
  return {
    metadata: { name, namespace: eventNamespace(about) },
    involvedObject: {
      apiVersion,
      kind,
      name: aboutName,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
    },
    type: note.type,
    reason: note.reason,
    message: note.message.slice(0, MAX_MESSAGE),
    source: { component },
    reportingComponent: component,
    reportingInstance: instance,
    firstTimestamp: wholeSeconds(counted.firstAt),
    ...eventCount(counted),
  }
}

/** What changes when the same is said again. */
export const eventCount = ({ count, lastAt }: CountedNote) => ({ count, lastTimestamp: wholeSeconds(lastAt) })

const wholeSeconds = (time: Date) => time.toISOString().replace(/\.\d+Z$/, 'Z')
