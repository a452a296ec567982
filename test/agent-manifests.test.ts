import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { settingTexts } from '#platform/setting-table.ts'
import { readSettings } from '#platform/settings.ts'

const infra = join(import.meta.dirname, '../infra')
const read = (path: string) => parse(readFileSync(join(infra, path), 'utf8'))

/** As kustomize merges them: what comes later wins. */
function settingsOf(...folders: readonly string[]): Record<string, string> {
  const literals: string[] = folders.flatMap(
    (folder) => read(`${folder}/kustomization.yaml`).configMapGenerator[0].literals,
  )
  return Object.fromEntries(literals.map((text) => text.split(/=(.*)/s).slice(0, 2)))
}

it.each([
  { mode: 'observe', folders: ['agent'] },
  { mode: 'drive', folders: ['agent', 'agent/drive', 'agent-example'] },
])("the manifests' settings for mode $mode are ones that the agent reads", ({ mode, folders }) => {
  const env = settingsOf(...folders)
  expect(Object.keys(settingTexts)).toEqual(expect.arrayContaining(Object.keys(env)))
  const { agent } = readSettings({ env, dotenv: '', isTerminal: false })
  expect(agent.mode).toBe(mode)
})

it('the Deployment is asked where the agent listens', () => {
  const [container] = read('agent/deployment.yaml').spec.template.spec.containers
  const { port } = readSettings({ env: {}, dotenv: '', isTerminal: false }).agent.listen
  expect(container.ports).toEqual([{ name: 'rest', containerPort: port }])
  expect(container.livenessProbe.httpGet).toEqual({ path: '/health', port: 'rest' })
  expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'rest' })
})

it('the stock provider finds the agent by the name, port and port name that it asks for', () => {
  const { metadata, spec } = read('agent/drive/service.yaml')
  expect(`${metadata.name}.${metadata.namespace}`).toBe('operator-ip.akash-services')
  expect(spec.ports).toEqual([{ name: 'rest', port: 8080, targetPort: 'rest' }])
  const { metadata: pod } = read('agent/deployment.yaml').spec.template
  expect(pod.labels).toMatchObject(spec.selector)
  expect(read('agent/deployment.yaml').metadata.namespace).toBe(metadata.namespace)
})
