/** The folder of package.json: one up from here, and from where the build puts this. */
export const packageRoot = new URL('../', import.meta.url)
