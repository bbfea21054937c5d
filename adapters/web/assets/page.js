// Makes pages that work without scripts a little nicer; htmx does the rest.
const status = () => document.getElementById('status');

// What someone is reading or about to press is not replaced under their hands: the next round will do.
document.addEventListener('htmx:beforeSwap', (event) => {
  const live = event.detail.target;
  if (live?.id !== 'live' || event.detail.elt !== live) return;
  const selection = document.getSelection();
  const selecting = selection && !selection.isCollapsed && live.contains(selection.anchorNode);
  if (live.contains(document.activeElement) || selecting) event.detail.shouldSwap = false;
});

// Where the focus goes after something was pressed: when an answer came, back to the row or card it was about, else to
// the answer itself, which stays in sight; when a new page came, to its beginning.
function moveFocus(page, path) {
  const answered = status()?.textContent.trim() !== '';
  const at = new URL(path, location.href).searchParams.get('at');
  const place = answered && at ? document.getElementById(at) : null;
  if (!answered) scrollTo(0, 0);
  const next = place ?? (answered ? status() : page.querySelector('main'));
  next?.focus({ preventScroll: true });
  if (place?.matches('.row')) place.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('htmx:afterSettle', (event) => {
  const { elt, requestConfig } = event.detail;
  // htmx itself obeys autofocus.
  if (elt.id === 'page' && !elt.querySelector('[autofocus]')) moveFocus(elt, requestConfig.path);
});

// htmx says nothing when the network is away; a browser would.
for (const trouble of ['htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(trouble, (event) => {
    if (event.detail.requestConfig?.verb !== 'post' || event.detail.requestConfig.path === '/complete')
      return;
    status().textContent =
      'We could not reach Convener just now. Please press again in a moment: nothing is done twice.';
    status().focus({ preventScroll: true });
  });
}

const print = document.querySelector('[data-print]');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
  document.querySelector('.by-hand')?.remove();
}

// A zone that nobody has typed yet: the browser knows where it is.
const zone = document.querySelector('input[name="f.zone"]');
if (zone && zone.value === '') zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';

// What a link does once is not sent twice by two quick presses.
document.addEventListener('submit', (event) => {
  const { once } = event.target.dataset;
  if (once === 'sent') event.preventDefault();
  else if (once !== undefined) event.target.dataset.once = 'sent';
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('[data-once]')) form.dataset.once = '';
});
