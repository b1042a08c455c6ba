import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './app/theme/tokens.css'
import './app/theme/base.css'
import { createSession } from './app/session/session.ts'
import { Workbench } from './app/Workbench.tsx'
import { installScriptPolicy } from './scriptPolicy.ts'

installScriptPolicy()

/** Times for SmartModules may be lowered by the address, so that tests do not have to wait; never raised. */
function budgets() {
  const asked = new URLSearchParams(location.search)
  const read = (name: string) => {
    const ms = Number(asked.get(name))
    return ms > 0 ? { [name]: ms } : {}
  }
  return { ...read('startup'), ...read('call'), ...read('keepGoing') }
}

const session = createSession(() =>
  import('./network/spuClient.ts').then(({ connectSpu }) => connectSpu({ budgets: budgets() })),
)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Workbench session={session} />
  </StrictMode>,
)
