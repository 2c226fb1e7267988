// The launcher and the panel: passes what the customer does to the connection, and shows what the connection reports.
class Widget {
  constructor(root, options) {
    Object.assign(this, options, { root, t: TEXTS[options.ui], rows: new Map(), small: matchMedia('(max-width: 480px)') });
    this.build();
    this.reset();
    this.link = new Connection(options.server, options.pack, options.language, this);
    this.state = this.link.state;
    this.input.value = this.link.memory.draft;
    this.name();
    if (this.state.id && this.state.said) this.link.start();
    if (this.state.open && !this.small.matches) this.open('', false);
  }

  build() {
    const { t } = this;
    const button = (look, label, shape, onclick) => make('button', { class: look, 'aria-label': label, onclick }, icon(shape));
    const item = (label, onclick) => make('button', { onclick }, label);
    this.badge = make('span', { class: 'badge', hidden: true, 'aria-hidden': 'true' });
    this.launcher = button('launcher', t.open, 'chat', () => (this.panel.hidden ? this.open() : this.close()));
    this.launcher.ariaExpanded = false;
    this.launcher.append(this.badge, icon('close'));
    this.mark = make('span', { class: 'mark', 'aria-hidden': 'true' });
    this.heading = make('h2', { id: 'heading' });
    this.more = button('plain', t.menu, 'more', () => this.unfold(this.menu.hidden));
    this.menu = make('div', { class: 'menu', hidden: true }, item(t.fresh, () => this.fresh()), item(t.end, () => this.finish()));
    const titles = make('div', { class: 'titles' }, this.heading, make('p', {}, this.subtitle || t.subtitle));
    const header = make('header', {}, this.mark, titles, this.more, button('plain', t.close, 'close', () => this.close()), this.menu);
    const dots = make('div', { class: 'bubble' }, make('i'), make('i'), make('i'));
    this.dots = make('div', { class: 'line bot dots', hidden: true }, make('span', { class: 'unseen' }, t.typing), dots);
    this.log = make('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': t.log, tabIndex: 0 });
    this.bar = make('p', { class: 'bar', role: 'status' });
    this.input = make('textarea', { rows: 1, placeholder: t.placeholder, 'aria-label': t.placeholder, dir: 'auto' });
    this.input.oninput = () => this.draft();
    this.input.onkeydown = (event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.submit(event); };
    this.counter = make('span', { class: 'counter', 'aria-live': 'polite' });
    this.go = make('button', { type: 'submit', class: 'send', 'aria-label': t.send, disabled: true }, icon('send'));
    const form = make('form', { class: 'composer', onsubmit: (event) => this.submit(event) }, make('div', { class: 'field' }, this.input, this.go), this.counter);
    this.panel = make('section', { id: 'panel', role: 'dialog', 'aria-labelledby': 'heading', hidden: true, lang: this.ui }, header, this.log, this.bar, form);
    this.panel.onkeydown = (event) => this.keys(event);
    this.panel.onclick = (event) => { if (!this.more.contains(event.target)) this.unfold(false); };
    this.root.append(this.panel, this.launcher);
  }

  name() {
    const title = this.title || this.state.title || this.t.title;
    this.heading.textContent = title;
    this.mark.textContent = Array.from(title)[0].toUpperCase();
    // The input has no maxLength, since a browser would silently truncate a pasted text.
    this.most = this.state.most || 4000;
  }

  // Opening and closing.

  open(text = '', focus = true) {
    this.panel.hidden = false;
    this.panel.ariaModal = this.small.matches;
    this.launcher.ariaExpanded = true;
    this.root.host.classList.add('open');
    this.link.keep({ open: true });
    this.link.start();
    this.seen();
    this.scroll(true);
    if (text) this.input.value = text;
    this.draft();
    if (focus) this.input.focus();
  }

  close() {
    this.panel.hidden = true;
    this.unfold(false);
    this.root.host.classList.remove('open');
    this.launcher.ariaExpanded = false;
    this.link.keep({ open: false });
    this.count();
    this.launcher.focus();
  }

  unfold(shown) {
    this.menu.hidden = !shown;
    this.more.ariaExpanded = shown;
    if (shown) this.menu.firstChild.focus();
  }

  fresh() {
    if (this.state.id && this.state.said) this.link.end().catch(() => {}); // the old conversation is left in any case
    this.link.fresh();
    this.input.focus();
  }

  finish() {
    if (this.state.id) this.link.end().catch(() => this.link.connect());
    this.log.focus();
  }

  keys(event) {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.menu.hidden) this.close();
      else { this.unfold(false); this.more.focus(); }
    } else if (event.key === 'Tab' && this.small.matches) {
      const stops = [...this.panel.querySelectorAll('button, textarea, a, input, .log')].filter((stop) => !stop.disabled && stop.offsetParent);
      const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
      if (this.root.activeElement === from) { event.preventDefault(); to.focus(); }
    }
  }

  // Writing.

  draft() {
    this.link.memory.draft = this.input.value;
    this.measure();
  }

  measure() {
    const last = this.low(this.end());
    const left = this.most - [...this.input.value].length;
    this.counter.textContent = left < 0 ? this.t.over(-left) : left <= 200 ? this.t.left(left) : '';
    this.counter.classList.toggle('over', left < 0);
    this.go.disabled = left < 0 || !this.input.value.trim();
    this.input.style.height = 'auto';
    this.input.style.height = `${this.input.scrollHeight}px`;
    if (last) this.log.scrollTop = this.end();
  }

  submit(event) {
    event.preventDefault();
    this.measure();
    if (this.go.disabled) return;
    const text = this.input.value.trim();
    this.link.say(text);
    this.input.value = '';
    this.draft();
    this.input.focus();
  }

  press(label, payload) {
    this.link.say(label, payload);
    (matchMedia('(pointer: coarse)').matches ? this.log : this.input).focus();
  }

  // What the connection reports.

  reset() {
    this.rows.clear();
    this.log.replaceChildren(this.dots);
    this.log.ariaBusy = true;
    Object.assign(this, { replaying: true, day: '', above: null, first: null, unread: 0 });
    this.count();
  }

  status(status, upto) {
    clearTimeout(this.soon);
    const tell = (text) => { this.bar.textContent = text; };
    if (status === 'open') {
      this.replaying = false;
      this.log.removeAttribute('aria-busy');
      this.name();
      this.measure();
      tell('');
      this.scroll(upto === 0);
    } else if (status === 'lost') tell(this.t.lost);
    else this.soon = setTimeout(() => tell(this.t.connecting), 800);
  }

  refused(why) {
    clearTimeout(this.soon);
    this.bar.textContent = this.t.notTaken;
    this.input.disabled = true;
    console.error(`Frontdesk: ${why}`);
  }

  typing(on) {
    clearTimeout(this.later);
    if (on) this.later = setTimeout(() => { this.dots.hidden = false; this.scroll(); }, 250);
    else this.dots.hidden = true;
  }

  line(line) {
    const low = this.low();
    const picture = line.picture && `${this.link.base}/${this.state.id}/${line.picture}`;
    const row = bubble({ ...line, picture }, this.ui, this.t);
    const mine = line.author === 'customer';
    const image = row.querySelector('.picture');
    if (image) {
      image.onload = () => this.scroll(this.log.scrollTop === this.left);
      image.onerror = () => image.parentNode.remove();
    }
    if (mine) this.first = null;
    else if (low && !(this.above?.author === line.author && this.above.at === line.at)) this.first = row;
    const offered = this.offers(line);
    const pending = this.rows.get(line.id);
    if (pending) { pending.remove(); this.rows.delete(line.id); }
    else if (!this.replaying) row.classList.add('enter');
    this.date(line.at);
    this.group(line, row);
    if (line.kind === 'rating') row.append(ratingCard(line, this.state.rated[line.seq], spoken(line.text, this.t), (...rating) => this.link.rate(...rating)));
    [row, ...offered].forEach((element) => this.put(element));
    if (line.buttons) this.put(quickReplies(line.buttons, this.t, (label, payload) => this.press(label, payload)));
    if (!mine) this.dots.hidden = true;
    if (!mine && this.panel.hidden && line.seq > this.state.read) { this.unread += 1; this.count(); }
    else if (!this.panel.hidden) this.seen();
    this.scroll(low || mine);
  }

  pending(item) {
    const row = bubble({ author: 'customer', text: item.text, at: item.at }, this.ui, this.t);
    const state = row.querySelector('.time');
    row.classList.add('pending', item.state);
    state.textContent = { sending: this.t.sending, failed: this.t.failed, refused: item.why || this.t.failed, kept: '' }[item.state];
    if (item.state === 'failed') state.append(' – ', make('button', { textContent: this.t.retry, onclick: () => this.link.retry() }));
    const before = this.rows.get(item.id);
    this.rows.set(item.id, row);
    if (before) {
      const focused = before.contains(this.root.activeElement);
      before.replaceWith(row);
      if (focused) this.input.focus();
      return;
    }
    this.first = null;
    row.classList.add('enter');
    const offered = this.offers({ author: 'customer', choice: item.choice });
    [row, ...offered].forEach((element) => this.log.insertBefore(element, this.dots));
    this.scroll(true);
  }

  // Removes quick replies as soon as somebody says something else, except in further lines of the bot's own turn. The button that leads
  // back to the bot stays below what a waiting customer adds, until it is pressed or somebody else speaks. Returns the rows that stay.
  offers({ author, kind, choice }) {
    const stays = [];
    for (const quick of this.log.querySelectorAll('.quick')) {
      const back = quick.querySelector('[data-payload=restart]');
      if (author === 'customer' && back && !choice) { quick.replaceChildren(back); stays.push(quick); }
      else if (author !== 'bot' || kind === 'rating' || quick.dataset.stays) quick.remove();
    }
    stays.forEach((quick) => { quick.dataset.stays = 'yes'; });
    return stays;
  }

  put(element) {
    this.log.insertBefore(element, this.log.querySelector('.pending') || this.dots);
  }

  date(at) {
    const day = dayOf(at, this.ui, this.t);
    if (day !== this.day) this.put(make('div', { class: 'day' }, day));
    this.day = day;
  }

  // Lines of one side in a row within a minute share one time, under the last of them.
  group(line, row) {
    const { above } = this;
    const close = above && above.author === line.author && above.name === line.name && new Date(line.at) - new Date(above.at) < 60000;
    if (close) { above.row.querySelector('.time')?.remove(); row.classList.add('more'); row.querySelector('.who')?.remove(); }
    this.above = { ...line, row };
  }

  seen() {
    this.unread = 0;
    if (this.link.last > this.state.read) this.link.keep({ read: this.link.last });
    this.count();
  }

  count() {
    this.badge.hidden = !this.unread;
    this.badge.textContent = this.unread > 9 ? '9+' : this.unread;
    this.launcher.ariaLabel = this.unread ? this.t.unread(this.unread) : this.panel.hidden ? this.t.open : this.t.close;
  }

  // Scrolling follows the conversation to its end, but never past the first line of an answer, so that it is read from its beginning.

  end() { return this.log.scrollHeight - this.log.clientHeight; }

  goal() { return Math.min(this.end(), this.first ? this.first.offsetTop - this.log.offsetTop - 12 : Infinity); }

  low(goal = this.goal()) { return this.log.scrollTop > goal - 80; }

  scroll(force = this.low()) {
    if (force) this.log.scrollTop = Math.max(this.log.scrollTop, this.goal());
    this.left = this.log.scrollTop;
  }
}
