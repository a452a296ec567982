import cluster, { type Worker } from 'node:cluster'
import { AggregatorRegistry, type Registry } from 'prom-client'
import { z } from 'zod'
import { Failure } from '#domain/failure.ts'

/** prom-client gives the workers 5 s; then something hangs. */
const ANSWER_LIMIT_MS = 6000

const question = z.object({ ask: z.literal('metrics'), id: z.number() })
const reply = z.object({ metricsOf: z.number(), text: z.string().nullable() })

/** In the primary: a worker that is asked for the metrics gets those of all, added up. Returns what ends this. */
export function answerForAllWorkers(): () => void {
  const all = new AggregatorRegistry()
  const onMessage = async (worker: Worker, message: unknown) => {
    const asked = question.safeParse(message)
    if (!asked.success) return
    // Null: a worker did not answer; the one that asks says so.
    const text = await all.clusterMetrics().catch(() => null)
    if (worker.isConnected()) worker.send({ metricsOf: asked.data.id, text })
  }
  cluster.on('message', onMessage)
  return () => cluster.off('message', onMessage)
}

let lastId = 0

/**
 * In a worker: gives the primary this registry, and returns what asks it for the metrics of all workers together.
 * That throws TIMED_OUT where one of them does not answer.
 */
export function metricsOfAllWorkers(registry: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries([registry])
  // Listens for the primary's questions from now on.
  new AggregatorRegistry()
  return () =>
    new Promise((resolve, reject) => {
      lastId += 1
      const id = lastId
      const end = (text: string | null) => {
        clearTimeout(timer)
        process.off('message', onMessage)
        if (text === null) reject(new Failure('TIMED_OUT', 'a worker did not tell its metrics'))
        else resolve(text)
      }
      const onMessage = (message: unknown) => {
        const told = reply.safeParse(message)
        if (told.success && told.data.metricsOf === id) end(told.data.text)
      }
      const timer = setTimeout(() => end(null), ANSWER_LIMIT_MS)
      process.on('message', onMessage)
      process.send?.({ ask: 'metrics', id })
    })
}
