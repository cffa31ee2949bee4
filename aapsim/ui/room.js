// The room screen: draws one picture, keeps the last one when the server is gone, and says so in
// French. Data is written as text (textContent) only. Constant: nothing here is built from data.
export default function(component) {
  const {data: {picture: [data], beat: _}, parentElement} = component;
  const make = (tag, name, text) => {
    const one = document.createElement(tag);
    if (name) one.className = name;
    if (text !== undefined) one.textContent = text;
    return one;
  };

  const header = () => {
    const top = make('header');
    top.append(make('span', 'title', data.title), make('span', 'mark', data.mark));
    return top;
  };

  const figures = () => {
    const line = make('div', 'figures');
    for (const [label, value] of data.figures) {
      const one = make('div', 'figure');
      one.append(make('div', 'label', label), make('div', 'value', value));
      line.append(one);
    }
    return line;
  };

  const file = () => {
    const box = make('section', 'file');
    const name = make('div', 'name');
    if (data.file.place) name.append(make('span', 'place', data.file.place));
    name.append(make('span', '', data.file.name));
    box.append(name, make('div', 'facts', data.file.facts));
    const money = make('div', 'facts');
    money.append(make('span', '', data.file.money), make('strong', '', data.file.state));
    box.append(money);
    if (data.file.reason) box.append(make('div', 'facts', data.file.reason));
    return box;
  };

  const cells = (line, texts, tag) => texts.forEach((text, at) => {
    const cell = make(tag, data.right[at] ? 'right' : at === 1 ? 'project' : '', text);
    if (tag === 'th') cell.scope = 'col';
    line.append(cell);
  });

  const rows = () => {
    const table = make('table');
    table.append(make('caption', '', 'Classement'));
    cells(table.createTHead().insertRow(), data.headers, 'th');
    const body = table.createTBody();
    data.rows.forEach((row, place) => {
      const line = body.insertRow();
      if (row.here) line.className = 'here';
      cells(line, row.cells, 'td');
      if (place + 1 === data.line) {
        const mark = body.insertRow();
        mark.className = 'end';
        const cell = make('td', '', data.words);
        cell.colSpan = data.headers.length;
        mark.append(cell);
      }
    });
    return table;
  };

  // A smaller window keeps the size of the type and shows fewer lines, nearest the file under discussion.
  const fit = (frame) => {
    const body = frame.querySelector('tbody');
    if (!body) return;
    const table = frame.querySelector('table'), lowest = window.innerHeight - 4;
    while (body.rows.length > 1 && table.getBoundingClientRect().bottom > lowest) {
      const here = [...body.rows].findIndex((line) => line.className === 'here');
      const last = body.rows.length - 1;
      body.deleteRow(here > last - here ? 0 : last);
    }
  };

  const draw = () => {
    const frame = make('main', data.black ? 'aapsim-room black' : 'aapsim-room');
    if (!data.black) {
      frame.append(header(), figures());
      if (data.beside) frame.append(make('div', 'beside', data.beside));
      if (data.file) frame.append(file());
      if (data.rows.length) frame.append(rows());
    }
    return frame;
  };

  const key = JSON.stringify(data);
  const room = window.aapsimRoom ??= {};
  room.beat = Date.now();
  room.notice?.remove();
  room.notice = undefined;
  const redraw = () => {
    const old = parentElement.querySelector('.aapsim-room');
    const frame = draw();
    if (old) old.replaceWith(frame); else parentElement.append(frame);
    fit(frame);
  };
  if (room.key !== key || !parentElement.querySelector('.aapsim-room')) {
    room.key = key;
    redraw();
  }
  room.redraw = redraw;
  if (room.watch) return;

  window.addEventListener('resize', () => room.redraw());
  const LATE_MS = 2500, LOST_MS = 6000, AFTER_MS = 600;
  const tell = () => {
    // A black screen stays black.
    if (room.notice || document.querySelector('.aapsim-room.black')) return;
    room.notice = make('div', 'aapsim-room-lost', 'Liaison interrompue : dernière image reçue. Elle se remettra à jour d’elle-même.');
    room.notice.setAttribute('role', 'status');
    document.body.append(room.notice);
  };
  // Streamlit waits longer and longer between two attempts: once the server answers again, open the page anew,
  // a little after the officer's own window. This one shows the right picture meanwhile.
  const back = async () => {
    try {
      const answer = await fetch('_stcore/health', {cache: 'no-store'});
      if (!answer.ok || room.coming) return;
      room.coming = setTimeout(() => {
        room.coming = undefined;
        if (Date.now() - room.beat > LOST_MS) window.location.reload();
      }, AFTER_MS);
    } catch { /* still away */ }
  };
  room.watch = setInterval(() => {
    const late = Date.now() - room.beat;
    if (late > LATE_MS) tell();
    if (late > LOST_MS) back();
  }, 500);
}
