import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from '@jest/globals'
import { GatewayProcess } from './support/gateway-process.ts'

test('with nothing configured, the example of a chat shows an agent that types and answers', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'gateway-'))
  await using gateway = new GatewayProcess({
    env: { PORT: '0', LOG_LEVEL: 'silent' },
    cwd,
  })
  const chat = spawn(process.execPath, ['examples/chat/chat.ts'], {
    env: { PATH: process.env['PATH'], GATEWAY_URL: await gateway.url() },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  chat.stdin.write('Hello\n')
  for await (const line of createInterface({ input: chat.stdout })) {
    lines.push(line)
    if (line === 'ASSIGNED_AGENT is ACTIVE') chat.stdin.end()
  }
  if (chat.exitCode === null) await once(chat, 'exit')
  await rm(cwd, { recursive: true })

  expect(chat.exitCode).toBe(0)
  expect(lines.filter((line) => line !== 'The conversation is OPEN.')).toEqual([
    'CONSUMER: Hello',
    'ASSIGNED_AGENT is COMPOSING',
    expect.stringMatching(/^ASSIGNED_AGENT: .*Hello/),
    'ASSIGNED_AGENT is ACTIVE',
    'The conversation is CLOSE.',
  ])
}, 30_000)
