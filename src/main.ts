// Nothing else may be imported here: an older Node could not even parse it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 9)) {
  console.error(
    `conversation-gateway needs Node 24.9 or newer, but this is ${process.versions.node}. "npm start" brings its own.`,
  )
  process.exitCode = 1
} else {
  const { run } = await import('./run.ts')
  await run(process.argv.slice(2), process.env)
}
