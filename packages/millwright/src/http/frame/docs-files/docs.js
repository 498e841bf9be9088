// The browsable description of an interface, from the files that lie beside this one.
const place = /** @type {HTMLElement} */ (document.querySelector('#docs'))

// Swagger UI is dark when the root says so; a reader who has the whole screen dark means this page too.
const darkness = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', darkness.matches)
darkness.addEventListener('change', follow)
follow()

// oxlint-disable-next-line typescript/no-unsafe-call -- comes from swagger-ui-bundle.js
SwaggerUIBundle({
  url: place.dataset['document'],
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
})
