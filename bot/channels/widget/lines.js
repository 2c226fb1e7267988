// Lines of a conversation as elements. Text is only ever inserted as text, never as markup.

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== 'role') element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const SHAPES = {
  chat: 'M12 4c-5 0-9 3.3-9 7.4 0 2.3 1.3 4.4 3.3 5.7.1 1.2-.4 2.4-1.3 3.4 1.8-.1 3.4-.8 4.6-1.8.8.1 1.6.2 2.4.2 5 0 9-3.3 9-7.5S17 4 12 4Z',
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M12 19V5m-6 6 6-6 6 6',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  star: 'm12 3.5 2.6 5.3 5.9.9-4.2 4.1 1 5.8-5.3-2.7-5.3 2.7 1-5.8-4.2-4.1 5.9-.9Z',
};

function icon(name) {
  const draw = (tag, properties) => {
    const shape = document.createElementNS('http://www.w3.org/2000/svg', tag);
    Object.entries(properties).forEach((one) => shape.setAttribute(...one));
    return shape;
  };
  const svg = draw('svg', { viewBox: '0 0 24 24', 'aria-hidden': true, class: `i-${name}` });
  svg.append(draw('path', { d: SHAPES[name] }));
  return svg;
}

const LINK = /https?:\/\/[^\s<>"'，。；！？、（）【】「」]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

// Text with its addresses as links, which can only be http, https and mailto.
function linked(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    let shown = match[0].replace(/[.,;:!?*_]+$/, '');
    if (shown.endsWith(')') && !shown.includes('(')) shown = shown.slice(0, -1);
    const address = /^https?:/i.test(shown) ? shown : `mailto:${shown}`;
    parts.push(text.slice(from, match.index), make('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, shown));
    from = match.index + shown.length;
  }
  parts.push(text.slice(from));
  return parts;
}

// The day of a line, as the heading between lines shows it.
function dayOf(when, language, texts) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(when).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return texts.today;
  return days === 1 ? texts.yesterday : new Date(when).toLocaleDateString(language, { day: 'numeric', month: 'long' });
}

function clock(when, language) {
  return new Date(when).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hour12: false });
}

// One line: who said it (always for screen readers, on screen only for people at the desk), the bubble and the time.
function bubble(line, language, texts) {
  const who = { customer: texts.you, bot: texts.bot, operator: line.name || texts.person }[line.author];
  const body = make('div', { class: 'bubble', dir: 'auto' }, ...linked(line.text));
  const row = make('div', { class: `line ${line.author}` });
  if (line.author === 'operator') row.append(make('div', { class: 'who' }, make('span', { class: 'face', 'aria-hidden': 'true' }, Array.from(who)[0].toUpperCase()), who));
  else if (who) row.append(make('span', { class: 'unseen', textContent: `${who}: ` }));
  if (line.picture) body.prepend(make('a', { href: line.picture, target: '_blank' }, make('img', { class: 'picture', src: line.picture, alt: texts.picture })));
  row.append(body);
  if (line.author !== 'system') row.append(make('div', { class: 'time' }, clock(line.at, language)));
  return row;
}

function quickReplies(buttons, texts, press) {
  const row = make('div', { class: 'quick', role: 'group', 'aria-label': texts.answers });
  for (const { label, payload } of buttons) row.append(make('button', { textContent: label, 'data-payload': payload, onclick: () => press(label, payload) }));
  return row;
}

// The widget's own texts for a line of the bot, in the line's language, which may differ from the page's.
function spoken(text, texts) {
  if (/\p{Script=Han}/u.test(text)) return TEXTS.zh;
  return texts === TEXTS.zh && /[a-z]/i.test(text) ? TEXTS.en : texts;
}

// A form with five stars as radio buttons (so that arrow keys work), a comment and one button.
function ratingCard(line, given, texts, rate) {
  const card = make('form', { class: 'rating' });
  const done = (score) => card.replaceChildren(make('p', { class: 'thanks' }, texts.rated(score)));
  if (given) {
    done(given);
    return card;
  }
  const says = make('p', { class: 'says', 'aria-hidden': 'true' }, '\u00a0');
  const stars = make('fieldset', {}, make('legend', { class: 'unseen' }, line.text));
  const comment = make('textarea', { rows: 2, maxLength: 1000, placeholder: texts.comment, 'aria-label': texts.comment });
  const button = make('button', { type: 'submit', class: 'primary', textContent: texts.rate, disabled: true });
  const trouble = make('p', { class: 'trouble', role: 'alert' });
  let score = 0;
  for (let n = 1; n <= 5; n += 1) {
    const star = make('input', { type: 'radio', name: `stars-${line.seq}`, value: n, 'aria-label': `${texts.star(n)}, ${texts.stars[n - 1]}` });
    star.onchange = () => {
      score = n;
      button.disabled = false;
      says.textContent = texts.stars[n - 1];
      stars.querySelectorAll('label').forEach((label, at) => label.classList.toggle('lit', at < n));
    };
    stars.append(make('label', {}, star, icon('star')));
  }
  card.append(stars, says, comment, button, trouble);
  card.onsubmit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    trouble.textContent = '';
    try {
      await rate(line.seq, score, comment.value.trim());
      done(score);
      card.tabIndex = -1;
      card.focus(); // the focused button is gone
    } catch {
      trouble.textContent = texts.failed;
      button.disabled = false;
    }
  };
  return card;
}
