namespace PyDeepTensorNet;

/// <summary>The parts of <see cref="TapePage"/> that are the same in every page.</summary>
internal static class TapePageParts
{
    public const string Style =
        """
        * { box-sizing: border-box; }
        body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 13px/1.45 system-ui, "Helvetica Neue", Arial, sans-serif; color: #1d2939; background: #fff; }
        header { display: flex; align-items: center; gap: 14px; padding: 8px 14px; border-bottom: 1px solid #d0d5dd; background: #f9fafb; flex-wrap: wrap; }
        h1 { font-size: 16px; margin: 0; }
        #summary { color: #667085; flex: 1; }
        #search { width: 190px; padding: 4px 8px; font: inherit; border: 1px solid #d0d5dd; border-radius: 6px; }
        #found { color: #667085; min-width: 58px; }
        header button { font: inherit; min-width: 30px; padding: 3px 9px; border: 1px solid #d0d5dd; border-radius: 6px; background: #fff; cursor: pointer; }
        main { flex: 1; display: flex; min-height: 0; }
        svg { flex: 1; min-width: 0; height: 100%; cursor: grab; touch-action: none; user-select: none; }
        svg.moving { cursor: grabbing; }
        aside { width: 480px; flex: none; overflow: auto; border-left: 1px solid #d0d5dd; padding: 12px 14px; background: #fcfcfd; }
        .hint { color: #667085; margin: 0 0 12px; }
        h2 { font-size: 15px; margin: 0 0 6px; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        #details { margin-bottom: 16px; }
        #details td { padding: 2px 0; vertical-align: top; overflow-wrap: anywhere; }
        #details td:first-child { color: #667085; width: 84px; padding-right: 8px; }
        #details a { color: #175cd3; cursor: pointer; text-decoration: none; }
        #details a:hover { text-decoration: underline; }
        caption { text-align: left; font-weight: 600; padding-bottom: 4px; }
        #profile { font-size: 12px; }
        #profile th { color: #667085; font-weight: 500; border-bottom: 1px solid #d0d5dd; }
        #profile th, #profile td { text-align: right; padding: 3px 0 3px 6px; white-space: nowrap; }
        #profile th:first-child, #profile td:first-child { text-align: left; padding-left: 2px; }
        #profile tbody tr { background: linear-gradient(90deg, #d1e3fa var(--share), transparent var(--share)); cursor: pointer; }
        svg text { font: 11px system-ui, "Helvetica Neue", Arial, sans-serif; fill: #344054; pointer-events: none; }
        .group rect { fill: #5b8fc7; fill-opacity: .06; stroke: #98a2b3; stroke-dasharray: 5 3; }
        .group { cursor: pointer; }
        svg text.title { font-weight: 600; fill: #667085; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
        .node { cursor: pointer; }
        .node text { text-anchor: middle; }
        .node text:nth-of-type(1) { font-weight: 600; font-size: 12px; fill: #1d2939; }
        .op > rect:first-child { fill: #e8f1fb; stroke: #5b8fc7; }
        .parameter > rect:first-child { fill: #fdefd5; stroke: #c9973b; }
        .leaf > rect:first-child { fill: #eef2e6; stroke: #8aa05c; }
        .constant > rect:first-child, .outer > rect:first-child { fill: #eee; stroke: #888; }
        .result > rect:first-child { stroke-width: 2.5; }
        rect.forward { fill: #2e73b8; }
        rect.backward { fill: #e07b39; }
        .link { fill: none; stroke: #98a2b3; stroke-width: 1.2; marker-end: url(#arrow); }
        .shape { text-anchor: middle; font-size: 10px !important; fill: #475467 !important; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
        .selected > rect:first-child { stroke: #d92d20 !important; stroke-width: 3 !important; stroke-dasharray: none; }
        .link.near { stroke: #d92d20; stroke-width: 2; }
        .searching .node:not(.hit) { opacity: .22; }
        .searching .hit > rect:first-child { stroke: #d92d20; stroke-width: 2.5; }
        .legend { display: inline-block; width: 14px; height: 5px; vertical-align: middle; margin: 0 4px 0 8px; }

        """;

    public const string Controls =
        """
        <span><i class="legend" style="background:#2e73b8"></i>forward<i class="legend" style="background:#e07b39"></i>backward</span>
        <input id="search" type="search" placeholder="Search ops, names, shapes" aria-label="Search"><span id="found"></span>
        <button id="out" title="Zoom out">&minus;</button><button id="in" title="Zoom in">+</button><button id="fit" title="Show all">Fit</button>

        """;

    public const string Markers =
        """
        <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="#98a2b3"/></marker></defs>

        """;

    public const string Script =
        """
        'use strict';
        const svg = document.getElementById('tape'), data = JSON.parse(document.getElementById('data').textContent);
        const details = document.getElementById('details'), search = document.getElementById('search'), found = document.getElementById('found');
        const all = { width: +svg.dataset.width, height: +svg.dataset.height };
        const boxes = new Map([...svg.querySelectorAll('[data-id]')].map(g => [g.dataset.id, g]));
        const links = [...svg.querySelectorAll('.link')];
        let view, moved = false;

        function show(v) { view = v; svg.setAttribute('viewBox', `${v.x} ${v.y} ${v.width} ${v.height}`); }
        function size() { const r = svg.getBoundingClientRect(); return { width: Math.max(1, r.width), height: Math.max(1, r.height), left: r.left, top: r.top }; }
        function fit() { const s = size(), k = Math.max(all.width / s.width, all.height / s.height, 0.6) * 1.03; around(all.width / 2, all.height / 2, k); }
        function around(x, y, k) { const s = size(); show({ x: x - s.width * k / 2, y: y - s.height * k / 2, width: s.width * k, height: s.height * k }); }
        function start() {
          // A long tape is read from its beginning, at a size that can be read.
          const s = size(), k = all.width / s.width * 1.03, whole = Math.max(k, all.height / s.height * 1.03);
          if (whole <= 1.6) fit();
          else { const z = Math.min(Math.max(k, 0.9), 1.6); show({ x: all.width / 2 - s.width * z / 2, y: -12, width: s.width * z, height: s.height * z }); }
        }
        function zoom(factor, px, py) {
          const s = size(), fx = px === undefined ? 0.5 : (px - s.left) / s.width, fy = py === undefined ? 0.5 : (py - s.top) / s.height;
          const width = Math.min(Math.max(view.width * factor, 60), all.width * 20 + 2000), height = width * s.height / s.width;
          show({ x: view.x + (view.width - width) * fx, y: view.y + (view.height - height) * fy, width, height });
        }
        svg.addEventListener('wheel', e => { e.preventDefault(); zoom(Math.pow(1.0015, e.deltaY), e.clientX, e.clientY); }, { passive: false });
        svg.addEventListener('pointerdown', e => {
          const from = { x: e.clientX, y: e.clientY, view }, k = view.width / size().width;
          moved = false;
          const move = e => {
            if (!moved && Math.hypot(e.clientX - from.x, e.clientY - from.y) < 4) return;
            moved = true;
            svg.classList.add('moving');
            show({ ...from.view, x: from.view.x - (e.clientX - from.x) * k, y: from.view.y - (e.clientY - from.y) * k });
          };
          const up = () => { removeEventListener('pointermove', move); removeEventListener('pointerup', up); svg.classList.remove('moving'); };
          addEventListener('pointermove', move);
          addEventListener('pointerup', up);
        });
        svg.addEventListener('click', e => { if (!moved) select(e.target.closest('[data-id]')?.dataset.id); });

        function element(tag, text) { const e = document.createElement(tag); if (text !== undefined) e.textContent = text; return e; }
        function row(name) { const tr = element('tr'), td = element('td'); tr.append(element('td', name), td); return [tr, td]; }
        function select(id, center) {
          for (const g of svg.querySelectorAll('.selected')) g.classList.remove('selected');
          for (const l of links) l.classList.toggle('near', l.dataset.from === id || l.dataset.to === id);
          details.replaceChildren();
          const item = data[id];
          if (!item) { details.append(Object.assign(element('p', 'Click a box for its details. Drag to move, turn the wheel to zoom, type / to search.'), { className: 'hint' })); return; }
          boxes.get(id).classList.add('selected');
          const table = element('table');
          for (const [name, value] of item.rows) { const [tr, td] = row(name); td.textContent = value; table.append(tr); }
          references(table, 'inputs', item.inputs);
          references(table, 'used by', [...new Set(links.filter(l => l.dataset.from === id).map(l => l.dataset.to))]);
          details.append(element('h2', item.title), table);
          if (center) { const b = boxes.get(id).getBBox(); around(b.x + b.width / 2, b.y + b.height / 2, Math.min(view.width / size().width, 1)); }
        }
        function references(table, name, ids) {
          if (!ids.length) return;
          const [tr, td] = row(name);
          ids.forEach((id, i) => {
            const a = element('a', `${data[id].title} (${data[id].rows[0][1]})`);
            a.addEventListener('click', () => select(id, true));
            td.append(i ? ', ' : '', a);
          });
          table.append(tr);
        }

        let hits = [], at = -1;
        function look() {
          const text = search.value.trim().toLowerCase();
          hits = text ? [...boxes.keys()].filter(id => data[id].title.toLowerCase().includes(text) || data[id].rows.some(r => r[1].toLowerCase().includes(text))) : [];
          svg.classList.toggle('searching', text !== '');
          for (const [id, g] of boxes) g.classList.toggle('hit', hits.includes(id));
          found.textContent = text ? `${hits.length} found` : '';
          at = -1;
        }
        search.addEventListener('input', look);
        search.addEventListener('keydown', e => {
          if (e.key === 'Escape') { search.value = ''; look(); search.blur(); }
          if (e.key === 'Enter' && hits.length) { at = (at + (e.shiftKey ? hits.length - 1 : 1)) % hits.length; select(hits[at], true); found.textContent = `${at + 1} of ${hits.length}`; }
        });
        addEventListener('keydown', e => {
          if (e.target === search) return;
          if (e.key === '/') { e.preventDefault(); search.focus(); }
          if (e.key === '+') zoom(0.8);
          if (e.key === '-') zoom(1.25);
          if (e.key === '0') fit();
        });
        document.getElementById('in').addEventListener('click', () => zoom(0.8));
        document.getElementById('out').addEventListener('click', () => zoom(1.25));
        document.getElementById('fit').addEventListener('click', fit);
        for (const tr of document.querySelectorAll('#profile tbody tr')) tr.addEventListener('click', () => { search.value = tr.dataset.op; look(); });
        addEventListener('resize', () => zoom(1));
        start();
        // A page can be opened at a box, #n12, or at what is found, #?linear.
        const hash = decodeURIComponent(location.hash.slice(1));
        if (hash.startsWith('?')) { search.value = hash.slice(1); look(); }
        else if (hash) select(hash, true);
        document.body.dataset.ready = boxes.size;

        """;
}
