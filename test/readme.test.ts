import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { variables } from '../src/config.ts'
import { ProblemCode } from '../src/problems.ts'

const root = new URL('../', import.meta.url)

describe('the README', () => {
  let readme = ''
  beforeAll(async () => {
    readme = await readFile(new URL('README.md', root), 'utf8')
  })

  it.each(Object.keys(variables))('says what %s does', (name) => {
    expect(readme).toMatch(new RegExp(`^\\|.*\`${name}\`.*\\|`, 'm'))
  })

  it.each(Object.keys(ProblemCode))('says what to do about %s', (code) => {
    expect(readme).toMatch(new RegExp(`^\\| \`${code}\` +\\|`, 'm'))
  })

  it('names only scripts that there are', async () => {
    const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
      scripts: Record<string, string>
    }

    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script)

    expect(named.filter((script) => !(script in scripts))).toEqual([])
  })
})
