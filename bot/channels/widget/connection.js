// The conversation with the server, independent of the page: an id, lines that are seen once and in order, and an outbox that survives
// a reload. A message keeps its id until the server has sent it back as a line, so sending it again never doubles it.

const PATIENCE = 5000; // ms without an acknowledgement after which the connection counts as dead

function stored(act) {
  try { return act(); } catch { /* a page without storage: this visit only */ }
}

class Memory {
  constructor(key) {
    this.key = key;
    this.state = { id: null, language: null, said: false, open: false, outbox: [], read: 0, rated: {} };
    this.load();
  }

  load() { stored(() => Object.assign(this.state, JSON.parse(localStorage.getItem(this.key) || '{}'))); }

  keep(changes) {
    Object.assign(this.state, changes);
    stored(() => localStorage.setItem(this.key, JSON.stringify(this.state)));
  }

  // A half-written message belongs to this tab and disappears with it.
  get draft() { return stored(() => sessionStorage.getItem(this.key)) || ''; }

  set draft(text) { stored(() => sessionStorage.setItem(this.key, text)); }
}

class Connection {
  // `on` has: line(message), pending(item), typing(bool), status('open' | 'connecting' | 'lost'), reset(), refused(sentence)
  constructor(server, pack, language, on) {
    Object.assign(this, { server, pack, language, on, last: 0, attempt: 0, running: 0, socket: null, timer: 0, wanted: false });
    this.base = `${server}/api/v1/${encodeURIComponent(pack)}/conversations`;
    this.memory = new Memory(`frontdesk:${server}:${pack}`);
    addEventListener('online', () => this.connect());
    addEventListener('offline', () => this.cut());
    addEventListener('storage', (event) => event.key === this.memory.key && this.follow());
    document.addEventListener('visibilitychange', () => document.hidden || this.connect());
  }

  get state() { return this.memory.state; }

  get outbox() { return this.state.outbox; }

  keep(changes) { this.memory.keep(changes); }

  get ready() { return this.socket?.readyState === 1; }

  // Another tab of this site has opened a conversation or begun a new one: follow it.
  follow() {
    const before = this.state.id;
    this.memory.load();
    if (this.state.id === before) return;
    this.leave();
    this.connect();
  }

  start() {
    if (this.wanted) return;
    this.wanted = true;
    if (this.state.id && !this.state.said && this.state.language !== this.language) this.keep({ id: null, read: 0 });
    this.outbox.forEach((item) => this.on.pending(item));
    this.connect();
  }

  async connect() {
    clearTimeout(this.timer);
    if (this.socket || !this.wanted || this.opening) return;
    this.tell();
    if (!this.state.id && !(await this.create())) return;
    const socket = new WebSocket(`${this.base.replace(/^http/, 'ws')}/${this.state.id}/ws?after=${this.last}`);
    this.socket = socket;
    this.hear();
    socket.onopen = () => { this.running = this.sent = 0; this.flush(); };
    socket.onmessage = (frame) => this.socket === socket && this.hear(JSON.parse(frame.data));
    socket.onclose = (close) => this.socket === socket && this.cut(close.code);
  }

  // The server says something every 25 seconds; without a word for a minute the connection has silently died.
  hear(frame) {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.cut(), 60000);
    if (frame) this.take(frame);
  }

  // A connection that says nothing any more is left at once: `onclose` comes a minute later, since browsers wait for the other side's goodbye.
  cut(code) {
    if (!this.socket) return;
    this.socket.close();
    this.socket = null;
    this.on.typing(false);
    if (code === 4404) this.forget();
    this.again();
  }

  tell() { this.on.status(this.attempt > 1 ? 'lost' : 'connecting'); }

  async create() {
    this.opening = true;
    try {
      const answer = await this.post('', { language: this.language, channel: 'web' });
      const body = await answer.json();
      if (answer.status === 201) {
        this.keep({ id: body.id, language: this.language, title: body.title, most: body.max_message });
        return true;
      }
      if (answer.status < 500 && answer.status !== 429) {
        this.wanted = false;
        this.on.refused(body.error?.message);
        return false;
      }
      this.again(Number(answer.headers.get('retry-after')) * 1000);
    } catch {
      if (!this.attempt) console.warn(`Frontdesk: no answer. Is ${location.origin} in FRONTDESK_EMBED_ORIGINS?`);
      this.again();
    } finally {
      this.opening = false;
    }
    return false;
  }

  post(path, body) {
    return fetch(this.base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  again(least = 0) {
    if (!this.wanted) return;
    this.attempt += 1;
    this.tell();
    // A pause doubles up to five seconds, and after some minutes without an answer to fifteen.
    const pause = Math.min(this.attempt > 30 ? 15000 : 5000, 300 * 2 ** this.attempt) * (0.5 + Math.random());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), Math.max(pause, least || 0));
  }

  take(frame) {
    if (frame.seq) {
      if (frame.seq <= this.last) return;
      this.last = frame.seq;
      if (frame.id) this.drop(frame.id);
      this.on.line(frame);
    } else if (frame.ack) {
      this.change(frame.ack, { state: 'kept' });
      this.next();
    } else if ('typing' in frame) {
      this.running = Math.max(0, this.running + (frame.typing ? 1 : -1));
      this.on.typing(this.running > 0);
    } else if (frame.error?.retry_after) {
      const pause = frame.error.retry_after * 1000;
      clearTimeout(this.later);
      this.later = setTimeout(() => { this.sent = 0; this.flush(); }, pause);
      if (frame.id) this.watch(pause + PATIENCE);
    } else if (frame.error && frame.id) {
      this.change(frame.id, { state: 'refused', why: frame.error.message });
      this.drop(frame.id);
      this.next();
    } else if ('upto' in frame) {
      this.attempt = 0;
      this.on.status('open', frame.upto);
    }
  }

  say(text, choice) {
    const item = { id: unique(), text, choice, state: 'sending', at: Date.now() };
    this.keep({ outbox: [...this.outbox, item], said: true });
    this.on.pending(item);
    if (this.ready) this.flush();
    else { this.watch(); this.connect(); }
  }

  // One message is on its way at a time: one that is refused for a moment would otherwise come behind the next.
  flush() {
    const item = this.outbox.find((one) => one.state !== 'kept');
    if (!this.ready || !item || item.id === this.sent) return;
    this.sent = item.id;
    this.change(item.id, { state: 'sending' });
    this.socket.send(JSON.stringify({ id: item.id, text: item.text, ...(item.choice && { choice: item.choice }) }));
    this.watch();
  }

  next() {
    clearTimeout(this.late);
    this.flush();
  }

  watch(rest = PATIENCE) {
    clearTimeout(this.late);
    this.late = setTimeout(() => {
      const lost = this.outbox.filter((item) => item.state === 'sending');
      lost.forEach((item) => this.change(item.id, { state: 'failed' }));
      if (lost[0]) this.cut();
    }, rest);
  }

  retry() {
    this.attempt = this.sent = 0;
    this.flush();
    this.connect();
  }

  waiting(id) { return this.outbox.find((item) => item.id === id); }

  change(id, changes) {
    const item = this.waiting(id);
    if (!item) return;
    Object.assign(item, changes);
    this.keep({});
    this.on.pending(item);
  }

  drop(id) { this.keep({ outbox: this.outbox.filter((item) => item.id !== id) }); }

  async rate(seq, score, comment) {
    const answer = await this.post(`/${this.state.id}/rating`, { id: `${seq}-${unique()}`, score, comment });
    if (!answer.ok) throw new Error((await answer.json()).error.message);
    this.keep({ rated: { ...this.state.rated, [seq]: score } });
  }

  end() { return this.post(`/${this.state.id}/close`, {}); }

  forget() {
    const outbox = this.outbox.map((item) => ({ ...item, state: 'sending' }));
    this.keep({ id: null, said: outbox.length > 0, read: 0, rated: {}, outbox });
    this.leave();
  }

  leave() {
    this.socket?.close();
    this.socket = null;
    this.last = this.attempt = this.running = 0;
    this.on.reset();
    this.outbox.forEach((item) => this.on.pending(item));
  }

  fresh() {
    this.keep({ outbox: [] });
    this.forget();
    this.wanted = true;
    this.connect();
  }
}

function unique() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
