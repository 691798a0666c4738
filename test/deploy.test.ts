import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { composeSupergraph } from '../deploy/hive/compose-supergraph.ts'
import { ConfigError, readConfig, variables } from '../src/config.ts'
import { startRouter } from './support/routers.ts'
import { startTestGateway } from './support/start.ts'

const manifests = 'deploy/kubernetes'
const dockerfile = readFileSync('Dockerfile', 'utf8')
const [, exposed = ''] = /^EXPOSE (\d+)$/m.exec(dockerfile) ?? []
/** What the gateway gives calls in flight above their deadline, before it cuts them off. */
const DRAIN_MARGIN_SECONDS = 5

type Tree = { readonly [key: string]: Tree } & readonly Tree[]
/** One value of a file, by the path to it; fails where there is none. */
function at(tree: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce((node: unknown, step) => {
    const next = (node as Tree | undefined)?.[step as keyof Tree]
    if (next === undefined) throw new Error(`expected ${path.join('.')}, and there is no ${step}`)
    return next
  }, tree)
}
const manifest = (name: string): unknown => {
  const [document, another] = parseAllDocuments(readFileSync(`${manifests}/${name}.yaml`, 'utf8'))
  if (document === undefined || another !== undefined) {
    throw new Error(`expected one document in ${name}.yaml`)
  }
  expect(document.errors).toEqual([])
  return document.toJS()
}
const app = { 'app.kubernetes.io/name': 'conversation-gateway' }
const config = at(manifest('configmap'), 'data') as Readonly<Record<string, string>>
const secret = at(manifest('secret'), 'stringData') as Readonly<Record<string, string>>
const pod = at(manifest('deployment'), 'spec', 'template', 'spec')
const container = at(pod, 'containers', 0)
const compose: unknown = parse(readFileSync('deploy/compose.yml', 'utf8'), { merge: true })

const soundKey = `k1:${Buffer.alloc(32, 7).toString('base64')}`
const filledIn = {
  LP_ACCOUNT_ID: '123',
  LP_CLIENT_ID: 'app',
  LP_CLIENT_SECRET: 's3cret',
  STORE_URL: 'rediss://gateway:pw@redis.example:6379',
  STORE_KEYS: soundKey,
}

/** What a file of NAME=VALUE lines sets. */
function readEnvFile(path: string): Readonly<Record<string, string>> {
  const lines = readFileSync(path, 'utf8').split('\n')
  const pairs = lines.flatMap((line) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(pairs)
}
const imageEnv = Object.fromEntries(
  [...(/^ENV (.+)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(
    ([, name = '', value = '']) => [name, value],
  ),
)

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('what Kubernetes is given', () => {
  it('lists every file there is, but for the secret, which is a template', () => {
    const files = readdirSync(manifests).filter((name) => name.endsWith('.yaml'))
    const { resources } = manifest('kustomization') as { resources: string[] }

    expect([...resources, 'kustomization.yaml', 'secret.yaml'].toSorted()).toEqual(files.toSorted())
  })

  it('sets only variables that the gateway reads, each in one place', () => {
    const names = [...Object.keys(config), ...Object.keys(secret)]

    expect(names.filter((name) => !(name in variables))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  it('configures a gateway soundly, once the secret is filled in', () => {
    const env = { ...imageEnv, ...config, ...filledIn }

    expect(Object.keys(secret).toSorted()).toEqual(Object.keys(filledIn).toSorted())
    expect(readConfig(env)).toMatchObject({
      host: '0.0.0.0',
      store: { kind: 'redis' },
      auth: { mode: 'oidc' },
      explorers: false,
      rates: { address: {}, consumer: {}, account: {} },
      trustedProxies: { kind: 'listed' },
    })
  })

  it('starts no gateway with the template itself', () => {
    const faults = faultsOf({ ...imageEnv, ...config, ...secret })

    expect(new Set(faults.map((fault) => fault.split(':')[0]))).toEqual(
      new Set(['STORE_URL', 'STORE_KEYS']),
    )
  })

  it('probes paths that answer, on the port that the image exposes', async () => {
    await using gateway = await startTestGateway()
    expect(config['PORT']).toBe(exposed)
    expect(at(container, 'ports')).toEqual([{ name: 'http', containerPort: Number(exposed) }])
    expect(at(container, 'livenessProbe', 'httpGet', 'path')).toBe('/healthz')
    expect(at(container, 'readinessProbe', 'httpGet', 'path')).toBe('/readyz')

    for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
      expect(at(container, probe, 'httpGet', 'port')).toBe('http')
      const path = at(container, probe, 'httpGet', 'path')
      expect((await fetch(`${gateway.url}${String(path)}`)).status).toBe(200)
    }
    const scraped = at(manifest('deployment'), 'spec', 'template', 'metadata', 'annotations')
    expect(scraped).toMatchObject({ 'prometheus.io/port': exposed })
    const path = at(scraped, 'prometheus.io/path')
    expect((await fetch(`${gateway.url}${String(path)}`)).status).toBe(200)
  })

  it('gives a pod the time it takes to drain, after others have seen that it does', () => {
    const { drainDelayMs, upstreamTimeoutMs } = readConfig({ ...config, ...filledIn })
    const seenAfterSeconds =
      Number(at(container, 'readinessProbe', 'periodSeconds')) +
      Number(at(container, 'readinessProbe', 'timeoutSeconds'))
    const seconds = (drainDelayMs + upstreamTimeoutMs) / 1000 + DRAIN_MARGIN_SECONDS

    expect(drainDelayMs / 1000).toBeGreaterThanOrEqual(seenAfterSeconds)
    expect(at(pod, 'terminationGracePeriodSeconds')).toBeGreaterThan(seconds)
  })

  it('runs as nobody special', () => {
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(at(pod, 'securityContext')).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
    expect(at(pod, 'automountServiceAccountToken')).toBe(false)
    expect(at(container, 'securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  it('writes no file: its store is elsewhere', () => {
    expect(readConfig({ ...config, ...filledIn }).store.kind).toBe('redis')
    expect(at(container, 'resources', 'limits')).not.toHaveProperty('cpu')
  })

  it('is the same app in every file', () => {
    expect(at(manifest('deployment'), 'spec', 'selector', 'matchLabels')).toEqual(app)
    expect(at(manifest('deployment'), 'spec', 'template', 'metadata', 'labels')).toEqual(app)
    expect(at(manifest('service'), 'spec', 'selector')).toEqual(app)
    expect(at(manifest('poddisruptionbudget'), 'spec', 'selector', 'matchLabels')).toEqual(app)
    expect(at(manifest('networkpolicy'), 'spec', 'podSelector', 'matchLabels')).toEqual(app)
    for (const constraint of at(pod, 'topologySpreadConstraints') as unknown[]) {
      expect(at(constraint, 'labelSelector', 'matchLabels')).toEqual(app)
    }
  })

  it('names what is there: the port, the container, the maps', () => {
    expect(at(manifest('service'), 'spec', 'ports', 0, 'targetPort')).toBe('http')
    const scaler = at(manifest('horizontalpodautoscaler'), 'spec')
    expect(at(scaler, 'scaleTargetRef', 'name')).toBe(
      at(manifest('deployment'), 'metadata', 'name'),
    )
    expect(at(scaler, 'metrics', 0, 'containerResource', 'container')).toBe(at(container, 'name'))
    expect(at(container, 'envFrom')).toEqual([
      { configMapRef: { name: at(manifest('configmap'), 'metadata', 'name') } },
      { secretRef: { name: at(manifest('secret'), 'metadata', 'name') } },
    ])
    const ingress = at(manifest('networkpolicy'), 'spec', 'ingress', 0, 'ports', 0, 'port')
    expect(ingress).toBe(Number(exposed))
  })

  it('never stops more pods than it may', () => {
    const least = at(manifest('horizontalpodautoscaler'), 'spec', 'minReplicas') as number

    expect(least).toBeGreaterThan(
      at(manifest('poddisruptionbudget'), 'spec', 'maxUnavailable') as number,
    )
    expect(at(manifest('deployment'), 'spec', 'strategy', 'rollingUpdate')).toEqual({
      maxUnavailable: 0,
      maxSurge: 1,
    })
    // it would fight with the autoscaler
    expect(at(manifest('deployment'), 'spec')).not.toHaveProperty('replicas')
  })
})

const environment = (service: string) =>
  at(compose, 'services', service, 'environment') as Readonly<Record<string, string>>

describe('what Docker Compose is given', () => {
  const example = readEnvFile('deploy/gateway.env.example')

  it('sets only variables that the gateway reads', () => {
    const names = [environment('gateway'), environment('emulator'), example].flatMap(Object.keys)

    expect(names.length).toBeGreaterThan(8)
    expect(names.filter((name) => !(name in variables))).toEqual([])
  })

  it('runs two gateways that meet in one Redis, which keeps what it is given', () => {
    expect(at(compose, 'services', 'gateway', 'deploy', 'replicas')).toBe(2)
    const { store } = readConfig({
      ...imageEnv,
      ...example,
      STORE_KEYS: soundKey,
      ...environment('gateway'),
    })
    expect(store).toEqual({ kind: 'redis', url: 'redis://redis:6379' })
    const command = (at(compose, 'services', 'redis', 'command') as string[]).join(' ')
    expect(command).toMatch(/ --appendonly yes /)
    expect(command).toMatch(/ --maxmemory-policy noeviction$/)
  })

  it('starts no gateway with the example itself', () => {
    const faults = faultsOf({ ...imageEnv, ...example, ...environment('gateway') })

    expect(new Set(faults.map((fault) => fault.split(':')[0]))).toEqual(new Set(['STORE_KEYS']))
  })

  it('plays LivePerson only where it is asked to', () => {
    expect(at(compose, 'services', 'emulator', 'profiles')).toEqual(['emulator'])
    expect(readConfig({ ...imageEnv, ...environment('emulator') })).toMatchObject({
      upstream: { kind: 'emulator' },
      auth: { mode: 'development' },
      host: '0.0.0.0',
    })
  })

  it('publishes the port that the image exposes, to this machine alone', () => {
    for (const service of ['gateway', 'emulator']) {
      expect(at(compose, 'services', service, 'ports')).toEqual([
        expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:[\\d-]+:${exposed}$`)),
      ])
    }
  })

  it('gives a gateway as long to drain as a pod', () => {
    expect(environment('gateway')['DRAIN_DELAY_MS']).toBe(config['DRAIN_DELAY_MS'])
    expect(at(compose, 'services', 'gateway', 'stop_grace_period')).toBe(
      `${String(at(pod, 'terminationGracePeriodSeconds'))}s`,
    )
  })

  it('mounts files that there are, or that one command makes', () => {
    const mounts = at(compose, 'services', 'router', 'volumes') as string[]

    expect(mounts).toEqual([
      '../examples/federation/gateway.config.ts:/gateway/gateway.config.ts:ro',
      './hive/supergraph.graphql:/gateway/supergraph.graphql:ro',
    ])
    expect(readFileSync('examples/federation/gateway.config.ts', 'utf8')).not.toMatch(/^import /m)
    expect(readFileSync('deploy/README.md', 'utf8')).toContain(
      'node deploy/hive/compose-supergraph.ts > deploy/hive/supergraph.graphql',
    )
  })

  it('routes the whole graph through Hive Gateway', async () => {
    await using gateway = await startTestGateway()
    await using router = await startRouter(
      'Hive Gateway',
      await composeSupergraph(`${gateway.url}/graphql`),
    )
    const query = 'mutation { createConversation(input: {}) { outcome conversation { id } } }'

    const response = await fetch(router.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-consumer-id': 'ada' },
      body: JSON.stringify({ query }),
    })

    expect(await response.json()).toMatchObject({
      data: { createConversation: { outcome: 'CREATED' } },
    })
    expect(await composeSupergraph()).toContain('url: "http://gateway:4000/graphql"')
  })
})
