// Runs in the browser, on the page of `GET /docs`.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const followScheme = () => root.classList.toggle('dark-mode', dark.matches);
  followScheme();
  dark.addEventListener('change', followScheme);

  /** Finds each word in what an endpoint says of itself; the library looks at chapters and paths alone. */
  function opsFilter(chapters, phrase) {
    const words = phrase.toLowerCase().split(/\s+/);
    const isFound = (chapter) => (endpoint) => {
      const operation = endpoint.get('operation');
      const told = ['operationId', 'summary', 'description'].map((name) => operation.get(name));
      const text = [chapter, endpoint.get('method'), endpoint.get('path'), ...told].join('\n').toLowerCase();
      return words.every((word) => text.includes(word));
    };
    return chapters
      .map((its, chapter) => its.update('operations', (all) => all.filter(isFound(chapter))))
      .filter((its) => its.get('operations').size > 0);
  }

  const nothing = () => () => null;
  const wrapComponents = {
    // There is one server, the one that this page came from.
    ServersContainer: nothing,
    // A licence of our own has no page to link to.
    OAS31License: nothing,
    // Every text of a link stands within a button, and a button may contain no link.
    DeepLink:
      (_Original, { React }) =>
      ({ text }) =>
        React.createElement('span', null, text),
    FilterContainer:
      (_Original, { React }) =>
      ({ layoutActions }) =>
        React.createElement(
          'search',
          { className: 'filter wrapper' },
          React.createElement('input', {
            className: 'operation-filter-input',
            type: 'search',
            placeholder: 'Search endpoints',
            'aria-label': 'Search endpoints',
            onChange: ({ target }) => layoutActions.updateFilter(target.value.trim()),
          }),
        ),
  };

  // What the library leaves out for those who use a keyboard or hear the page.
  const missing = {
    'textarea.body-param__text': { 'aria-label': 'Request body' },
    'select.examples-select-element': { 'aria-label': 'Examples' },
    'pre.microlight': { tabindex: '0' },
    '.close-modal': { 'aria-label': 'Close' },
    // A button is called by the word that is seen on it.
    '.modal-btn.authorize': { 'aria-label': 'Authorize' },
    '.modal-btn.btn-done': { 'aria-label': 'Close' },
  };
  function supply() {
    for (const [selector, attributes] of Object.entries(missing))
      for (const element of document.querySelectorAll(selector))
        for (const [name, value] of Object.entries(attributes))
          if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  new MutationObserver(supply).observe(document.body, { childList: true, subtree: true });

  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') document.querySelector('.close-modal')?.click();
  });

  /** An example in the field of an optional parameter would be sent: a filter that hides, a key that is used already. */
  function withoutOptionalExamples(text) {
    const its = JSON.parse(text);
    const parameters = [
      ...Object.values(its.paths).flatMap((path) => Object.values(path).flatMap((one) => one.parameters)),
      ...Object.values(its.components.parameters),
    ];
    for (const parameter of parameters) if (!parameter.required) delete parameter.example;
    return JSON.stringify(its);
  }
  let isLoaded = false;
  function responseInterceptor(answer) {
    if (!isLoaded && answer.ok) {
      isLoaded = true;
      answer.text = withoutOptionalExamples(answer.text);
    }
    return answer;
  }

  SwaggerUIBundle({
    url: '/openapi.json',
    dom_id: '#reference',
    responseInterceptor,
    plugins: [{ fn: { opsFilter }, wrapComponents }],
    // Opening an endpoint writes it into the address, which can then be sent to a colleague.
    deepLinking: true,
    filter: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    // The colours of the default theme are too dark for its ground.
    syntaxHighlight: { theme: 'tomorrow-night' },
    // Hundreds of schemas; each is also shown where it is used.
    defaultModelsExpandDepth: 0,
    // Said again, because these would speak to other hosts or keep the key.
    validatorUrl: null,
    persistAuthorization: false,
    queryConfigEnabled: false,
  });
})();
