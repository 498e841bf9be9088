// The browsable description of the API, from the files that lie beside this one.
// oxlint-disable-next-line typescript/no-unsafe-call -- comes from swagger-ui-bundle.js
SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
})
