// Reads the script tag and puts the widget into a shadow root of its own.

// The relative luminance of a colour, 0 to 1, as WCAG defines it: up to 0.18, white text on it has enough contrast (4.5 to 1).
function lightness(colour) {
  const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => ((part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function boot({ dataset, src }) {
  const language = dataset.language || document.documentElement.lang || navigator.language || 'en';
  const host = make('div', { id: 'frontdesk' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet(); // unlike a style element, a strict content security policy allows it
  sheet.replaceSync(LOOK);
  root.adoptedStyleSheets = [sheet];
  if (dataset.theme) host.dataset.theme = dataset.theme;
  if (dataset.position === 'left') host.classList.add('left');
  if (CSS.supports('color', dataset.color || '')) host.style.setProperty('--accent', dataset.color);
  document.body.append(host);
  const probe = make('span', { class: 'probe' });
  root.append(probe);
  const light = lightness(getComputedStyle(probe).color);
  host.style.setProperty('--ink', light > 0.18 ? '#000' : '#fff');
  host.style.setProperty('--deep', `${Math.min(100, 100 * (0.17 / light) ** 0.45)}%`); // how much of the colour stays readable on white
  probe.remove();
  const widget = new Widget(root, {
    server: src.replace(/\/[^/]*$/, ''), pack: dataset.pack || 'retail', language: language.slice(0, 2).toLowerCase(),
    ui: /^zh/i.test(language) ? 'zh' : 'en', title: dataset.title, subtitle: dataset.subtitle,
  });
  return { open: (text) => widget.open(text), close: () => widget.close() };
}

const script = document.currentScript;
if (!window.Frontdesk) {
  window.Frontdesk = { open: () => {}, close: () => {} };
  const begin = () => Object.assign(window.Frontdesk, boot(script));
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin);
}
