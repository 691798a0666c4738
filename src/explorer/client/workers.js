/* global WORKERS */

/** Monaco asks for a language service by label. Every one of them comes from our own origin. */
export function installWorkers() {
  globalThis.MonacoEnvironment = {
    getWorker: (_id, label) =>
      new Worker(new URL(WORKERS[label] ?? WORKERS.editor, document.baseURI)),
  }
}
