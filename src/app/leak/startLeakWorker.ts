import LeakWorker from './leak.worker.ts?worker&inline'

/** The worker of the leak check, inline so that the page's content policy holds in it. */
export function startLeakWorker(): Worker {
  return new LeakWorker({ name: 'leak check' })
}
