import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'

interface Instruction {
  readonly name: string
  readonly value: string
}

/** Its stages, each from its FROM on. */
function toStages(dockerfile: string): readonly (readonly Instruction[])[] {
  const stages: Instruction[][] = []
  for (const line of dockerfile.replaceAll('\\\n', ' ').split('\n')) {
    const [, name, value] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    if (name === 'FROM') stages.push([])
    stages.at(-1)?.push({ name, value })
  }
  return stages
}

const stages = toStages(readFileSync('Dockerfile', 'utf8'))
const image = stages.at(-1) ?? []
const valuesOf = (name: string, stage = image) =>
  stage.filter((instruction) => instruction.name === name).map(({ value }) => value)

describe('the Dockerfile', () => {
  it('builds in one stage, and runs what was built in another that installs nothing', () => {
    expect(stages).toHaveLength(2)
    expect(valuesOf('COPY')).toContain('--from=build /app/dist ./dist')
    expect(valuesOf('RUN').join()).not.toContain('npm')
  })

  it('runs on the Node that the tests run on', () => {
    const [, minor] = /"node": "(\d+\.\d+)\.\d+"/.exec(readFileSync('package.json', 'utf8')) ?? []

    for (const stage of stages) expect(valuesOf('FROM', stage)[0]).toMatch(`node:${minor}-`)
  })

  it('does not run as root', () => {
    expect(valuesOf('USER')).toEqual(['node'])
  })

  it('builds as the user who runs it, for whom alone the compiled code is', () => {
    expect(valuesOf('USER', stages[0])).toEqual(valuesOf('USER'))
    expect(valuesOf('COPY')).toContain(
      '--from=build --chown=node:node /app/dist/compile-cache ./dist/compile-cache',
    )
  })

  it('starts what npm start does, node itself, so that SIGTERM arrives', () => {
    const [, start = ''] = /"start": "(node .+)"/.exec(readFileSync('package.json', 'utf8')) ?? []

    expect(valuesOf('CMD').map((value): unknown => JSON.parse(value))).toEqual([start.split(' ')])
    expect(valuesOf('ENTRYPOINT')).toEqual([])
  })

  it('copies only what exists and what .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8').split('\n')
    const sources = stages
      .flatMap((stage) => valuesOf('COPY', stage))
      .filter((value) => !value.startsWith('--from'))
      .flatMap((value) => value.split(' ').slice(0, -1))
      .filter((part) => !part.startsWith('--'))

    expect(sources).not.toEqual([])
    for (const source of sources) {
      expect(existsSync(source) ? source : `${source}, which is missing`).toBe(source)
      expect(allowed).toContain(`!${source}`)
    }
  })

  it('asks /healthz with an argument list that holds a program', () => {
    const [, list = 'null'] = /CMD (\[.+\])$/.exec(valuesOf('HEALTHCHECK')[0] ?? '') ?? []
    const command: unknown = JSON.parse(list)

    expect(command).toEqual(['node', '-e', expect.stringContaining('/healthz')])
  })
})
