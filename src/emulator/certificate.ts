export interface Certificate {
  readonly key: string
  readonly cert: string
}

let pending: Promise<Certificate> | undefined

/** One certificate per process for every name of this machine, made when first asked for. */
export function certificate(): Promise<Certificate> {
  pending ??= createCertificate()
  return pending
}

async function createCertificate(): Promise<Certificate> {
  // loaded here because it takes longer to load than the emulator takes to start
  const { generate } = await import('selfsigned')
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  })
  return { key: pems.private, cert: pems.cert }
}
