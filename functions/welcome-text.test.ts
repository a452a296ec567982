import { expect, test } from 'vitest'
import { welcomeText } from './welcome-text.ts'

const welcome = {
  version: '0.1.0',
  chainId: 'akashnet-2',
  url: 'http://127.0.0.1:4000',
  nodes: ['https://node.example'],
  isDevnet: false,
  hasGraphiql: true,
  database: 'postgres://postgres:***@127.0.0.1:5433/postgres',
}

test('names every address, and a question that the shell passes on as it is', () => {
  const text = welcomeText(welcome)
  for (const part of ['/', '/graphiql', '/graphql', '/status', '/readyz', '/livez', '/metrics'])
    expect(text).toContain(`http://127.0.0.1:4000${part}`)
  const body = /-d '([^']*)'/.exec(text)?.[1] ?? ''
  expect(JSON.parse(body).query).toContain('leases')
  expect(text).not.toContain('NETWORK=')
  expect(welcomeText({ ...welcome, hasGraphiql: false })).not.toContain('graphiql')
})

test('on the dev network it shows the way to a real chain', () => {
  expect(welcomeText({ ...welcome, isDevnet: true })).toContain('NETWORK=mainnet npm start')
})
