'use strict';
(() => {
  const charts = [...document.querySelectorAll('svg.chart')].map(svg => {
    const d = svg.dataset;
    return {
      svg, from: +d.from, until: +d.until, left: +d.left, right: +d.right, partitions: +d.partitions,
      rounds: [...svg.querySelectorAll('.round')], spans: [...svg.querySelectorAll('.spans path')],
      group: svg.querySelector('.spans'), play: svg.querySelector('.play'), veil: svg.querySelector('.veil'),
      head: svg.querySelector('.head'), now: svg.closest('section').querySelector('.now'), stills: [], round: 0,
    };
  });
  if (!charts.length) return;
  const from = charts[0].from, until = charts[0].until;
  const find = name => document.querySelector(name);
  const controls = find('.controls'), toggle = find('.toggle'), speed = find('.speed');
  const scrub = find('.scrub'), clock = find('.clock'), tip = find('.tip');
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)');
  const two = n => String(n).padStart(2, '0');

  const time = ms => {
    const t = Math.round(ms / 100);
    if (t < 600) return (t / 10).toFixed(1) + ' s';
    if (t < 36000) return Math.floor(t / 600) + ':' + two(Math.floor(t / 10) % 60) + '.' + t % 10;
    const s = Math.floor(t / 10), h = Math.floor(s / 3600), rest = two(Math.floor(s / 60) % 60) + ':' + two(s % 60);
    return h < 48 ? h + ':' + rest : Math.floor(h / 24) + ' d ' + two(h % 24) + ':' + rest;
  };
  const xOf = (c, ms) => c.left + (ms - c.from) / (c.until - c.from) * (c.right - c.left);
  const msOf = (c, x) => c.from + (x - c.left) / (c.right - c.left) * (c.until - c.from);
  const pieces = path => [...path.getAttribute('d').matchAll(/M(\S+) (\S+)h([^M]+)/g)]
    .map(([, x, y, w]) => ({x: +x, y: +y, w: +w}));

  // Texts: what a reader without JavaScript hovers over becomes the label, and the richer tip shows it.
  for (const c of charts) {
    for (const e of [...c.rounds, ...c.spans, ...c.svg.querySelectorAll('.mark')]) {
      const title = e.querySelector('title');
      const lane = e.closest('.lane');
      e.dataset.text = title.textContent;
      e.setAttribute('aria-label', title.textContent + (lane ? ' on ' + lane.getAttribute('aria-label') : ''));
      title.remove();
    }
    for (const e of c.spans) {
      e.setAttribute('role', 'img');
      e.setAttribute('tabindex', '-1');
    }
    for (const path of c.svg.querySelectorAll('.stills path')) c.stills.push(...pieces(path));
    c.svg.querySelectorAll(':scope > title').forEach(title => {
      c.svg.setAttribute('aria-label', title.textContent);
      c.svg.removeAttribute('aria-labelledby');
      title.remove();
    });
  }

  const showTip = (lines, x, y) => {
    tip.replaceChildren(...lines.map((line, i) => {
      const e = document.createElement(i ? 'span' : 'b');
      e.textContent = (i > 1 ? '· ' : '') + line;
      return e;
    }));
    tip.hidden = false;
    const r = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(x + 14, innerWidth - r.width - 8)) + 'px';
    tip.style.top = Math.max(8, y + 18 + r.height > innerHeight ? y - r.height - 14 : y + 18) + 'px';
  };
  const hideTip = () => {
    tip.hidden = true;
    for (const c of charts) follow(c, null);
  };
  // One partition, wherever it goes.
  const follow = (c, span) => {
    c.group.classList.toggle('one', !!span);
    for (const e of c.group.querySelectorAll('.it')) e.classList.remove('it');
    if (span) for (const e of c.group.querySelectorAll('.' + span.classList[1])) e.classList.add('it');
  };
  const linesOf = (c, e, point) => {
    if (!e.matches('.spans path')) return e.dataset.text.split('\n');
    const lane = e.closest('.lane').getAttribute('aria-label');
    const all = pieces(e);
    const hit = point && all.find(p => point.x >= p.x - 1 && point.x <= p.x + p.w + 1 && Math.abs(point.y - p.y) < 10);
    const said = hit
      ? time(msOf(c, hit.x)) + ' – ' + time(msOf(c, hit.x + hit.w)) + ', ' + time(msOf(c, hit.x + hit.w) - msOf(c, hit.x))
      : all.length + (all.length === 1 ? ' stretch' : ' stretches');
    return [e.dataset.text + ' on ' + lane, said];
  };
  const tellFocused = (c, e) => {
    const r = (e.querySelector('rect') || e).getBoundingClientRect();
    follow(c, e.matches('.spans path') ? e : null);
    showTip(linesOf(c, e, null), r.left, r.bottom - 10);
  };
  const isTold = '.round, .spans path, .mark';
  for (const c of charts) {
    c.svg.addEventListener('pointermove', event => {
      const e = event.target.closest(isTold);
      if (!e) return hideTip();
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(c.svg.getScreenCTM().inverse());
      follow(c, e.matches('.spans path') ? e : null);
      showTip(linesOf(c, e, point), event.clientX, event.clientY);
    });
    c.svg.addEventListener('pointerleave', hideTip);
    c.svg.addEventListener('click', event => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(c.svg.getScreenCTM().inverse());
      if (point.x >= c.left) at(Math.max(from, Math.min(until, msOf(c, point.x))));
    });
    c.svg.addEventListener('focusin', event => {
      const e = event.target.closest(isTold);
      if (!e) return;
      tellFocused(c, e);
      if (e.matches('.round')) {
        c.round = c.rounds.indexOf(e);
        at(+e.dataset.end); // so that it is in sight
      }
    });
    c.svg.addEventListener('focusout', hideTip);
    c.svg.addEventListener('keydown', event => {
      const span = c.spans.indexOf(document.activeElement);
      const go = (list, i) => {
        const e = list[Math.max(0, Math.min(list.length - 1, i))];
        if (!e) return;
        for (const other of c.svg.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1');
        e.setAttribute('tabindex', '0');
        e.focus();
      };
      const keys = {
        ArrowRight: () => go(c.rounds, c.round + (span < 0 ? 1 : 0)), ArrowLeft: () => go(c.rounds, c.round - (span < 0 ? 1 : 0)),
        Home: () => go(c.rounds, 0), End: () => go(c.rounds, c.rounds.length - 1), ArrowDown: () => go(c.spans, span + 1),
        ArrowUp: () => span > 0 ? go(c.spans, span - 1) : go(c.rounds, c.round), Escape: hideTip,
      };
      if (keys[event.key]) {
        event.preventDefault();
        keys[event.key]();
      }
    });
  }

  // Playing
  let nowMs = from, isPlaying = false, lastFrame = 0;
  function at(ms) {
    nowMs = ms;
    const isOn = ms > from;
    clock.textContent = time(ms);
    scrub.value = 1000 * (ms - from) / (until - from);
    scrub.setAttribute('aria-valuetext', time(ms));
    for (const c of charts) {
      const x = xOf(c, ms);
      c.svg.classList.toggle('on', isOn);
      c.head.setAttribute('transform', 'translate(' + x.toFixed(1) + ' 0)');
      c.veil.setAttribute('x', x.toFixed(1));
      c.veil.setAttribute('width', Math.max(0, c.right - x).toFixed(1));
      const still = c.stills.reduce((n, p) => n + (p.x <= x && x < p.x + p.w ? 1 : 0), 0);
      c.now.textContent = !isOn || !still ? '' : still + ' of ' + c.partitions + (still === 1 ? ' stands' : ' stand') + ' still';
    }
  }
  const stops = [...new Set(charts.flatMap(c => c.rounds.map(e => +e.dataset.ms)))].sort((a, b) => a - b).concat(until);
  const frame = stamp => {
    if (!isPlaying) return;
    const passed = lastFrame ? stamp - lastFrame : 0;
    if (isCalm.matches) { // no motion: a step a second, from rebalance to rebalance
      if (!lastFrame || passed >= 1000) {
        at(stops.find(ms => ms > nowMs) ?? until);
        lastFrame = stamp;
      }
    } else {
      at(Math.min(until, nowMs + passed * (until - from) / (1000 * speed.value)));
      lastFrame = stamp;
    }
    if (nowMs >= until) return play(false);
    requestAnimationFrame(frame);
  };
  function play(on) {
    isPlaying = on;
    toggle.textContent = on ? 'Pause' : 'Play';
    lastFrame = 0;
    if (on) {
      hideTip();
      if (nowMs >= until) at(from);
      requestAnimationFrame(frame);
    }
  }
  toggle.addEventListener('click', () => play(!isPlaying));
  scrub.addEventListener('input', () => {
    play(false);
    at(from + scrub.value / 1000 * (until - from));
  });
  document.addEventListener('keydown', event => {
    const isOwn = event.target.closest('button, input, select, summary, a');
    if (!isOwn && (event.key === ' ' || event.key === 'Enter')) {
      event.preventDefault();
      play(!isPlaying);
    }
  });
  document.addEventListener('scroll', () => { // who came by keys takes the tip along
    const e = document.activeElement.closest(isTold);
    if (e && !tip.hidden) tellFocused(charts.find(c => c.svg.contains(e)), e);
    else hideTip();
  }, {passive: true, capture: true});
  controls.hidden = false;
  at(from);
})();
