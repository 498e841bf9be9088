// The forms of the home page. Errors are shown in the words of the server.

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
async function send(method, path, body) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(path, body === undefined ? { method } : { method, headers, body: JSON.stringify(body) })
  if (answer.ok) return location.replace('/')
  const { error } = /** @type {{ error: string }} */ (await answer.json())
  const said = document.querySelector('.said')
  if (said !== null) said.textContent = error
}

/**
 * @param {string} id
 * @param {string} path
 */
function sendForm(id, path) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector(id))
  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    void send('POST', path, Object.fromEntries(new FormData(form)))
  })
}

sendForm('#sign-in', '/api/session')
sendForm('#new-password', '/api/session/password')
document.querySelector('#sign-out')?.addEventListener('click', () => void send('DELETE', '/api/session'))
