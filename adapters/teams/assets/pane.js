// Draws the cards of the demo's page "As Teams shows it" with Microsoft's own renderer, from the JSON that stands below
// each. What a drawn button does, the page's own button of the same token does.
{
  const { AdaptiveCard, HostConfig, OpenUrlAction } = globalThis.AdaptiveCards;

  // Nothing is read as markdown: no text becomes part of the page.
  AdaptiveCard.onProcessMarkdown = (_, result) => {
    result.didProcess = false;
  };

  const shades = (normal) => ({ default: normal, subtle: 'var(--teams-soft)' });
  const colours = {
    backgroundColor: 'var(--teams-paper)',
    foregroundColors: {
      default: shades('var(--teams-ink)'),
      accent: shades('var(--teams-link)'),
      attention: shades('var(--teams-grave)'),
    },
  };
  // Sizes close to Teams'; the colours come from the style sheet, so that they follow light and dark.
  const host = new HostConfig({
    supportsInteractivity: true,
    fontFamily: 'inherit',
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: 'var(--teams-line)' },
    containerStyles: { default: colours, emphasis: colours },
    // The page has its own headings above.
    textBlock: { headingLevel: 3 },
    actions: {
      maxActions: 6,
      buttonSpacing: 0,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      allowTitleToWrap: true,
    },
  });

  const act = (place, action) => {
    if (action instanceof OpenUrlAction) {
      location.assign(action.url);
      return;
    }
    const controls = [...place.querySelectorAll('[data-token]')];
    controls.find(({ dataset }) => dataset.token === action.data.t)?.firstElementChild.click();
  };

  const draw = (place) => {
    const sent = JSON.parse(place.closest('li').querySelector('pre').textContent);
    const card = new AdaptiveCard();
    card.hostConfig = host;
    card.onExecuteAction = (action) => act(place, action);
    card.parse(sent.attachments[0].content);
    place.querySelector('.teams-drawn').replaceChildren(card.render());
    place.querySelector('.teams-bare').hidden = true;
  };

  // Said for the whole page, and for every part that comes later.
  document.addEventListener('htmx:load', ({ detail }) => {
    for (const empty of detail.elt.querySelectorAll('.teams-drawn:empty')) draw(empty.parentElement);
  });
}
