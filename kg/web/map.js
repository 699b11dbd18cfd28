// A map that moves, in place of the picture of it: land and places from atlas.js, drawn by Leaflet, without any tile.

// Called by atlas.js, the file that holds the data.
function kgAtlas({ box, land, places }) {
  const script = document.querySelector('script[src$="atlas.js"]').src;
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const turned = ([east, north]) => [north, east];
  const still = { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false };

  function moving(figure) {
    const [west, south, east, north] = figure.dataset.box.split(",").map(Number);
    const own = new Set(figure.dataset.own.split(" "));
    const place = document.createElement("div");
    place.className = "moving";
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", "Map that moves; the places stand in the list below");
    figure.append(place);
    figure.classList.add("live");
    const map = L.map(place, {
      ...still, zoomSnap: 0.25, maxZoom: 13, scrollWheelZoom: false,
      maxBounds: [[box[1], box[0]], [box[3], box[2]]], maxBoundsViscosity: 1,
    });
    map.attributionControl.setPrefix(false).addAttribution("Leaflet · Natural Earth · no borders");
    L.polygon(land.map(ring => ring.map(turned)), {
      interactive: false, stroke: false, fillRule: "evenodd", fillOpacity: 1, fillColor: colour("--land"),
    }).addTo(map);
    map.setMinZoom(map.getBoundsZoom(map.options.maxBounds, true)).fitBounds([[south, west], [north, east]]);
    const drawn = places.map(([name, label, full, page, points, here]) => {
      const mine = own.has(name);
      const dots = points.map(point => L.circleMarker(turned(point), {
        radius: mine ? 7 : Math.min(3.5 + here / 2, 8), weight: 1.5, color: colour("--paper"), fillOpacity: 1,
        fillColor: colour(mine ? "--disputed" : "--blue"),
      }).on("click", () => (location.href = new URL(page, script))).addTo(map));
      const told = document.createElement("bdi");
      told.textContent = mine ? full : label;
      const shown = { permanent: true, direction: "right", offset: [4, 0], className: mine ? "name own" : "name" };
      const tooltip = dots[0].bindTooltip(told, shown).getTooltip();
      for (const dot of dots)
        dot.on("mouseover", () => {
          told.textContent = full;
          tooltip.getElement().hidden = false;
        }).on("mouseout", () => {
          told.textContent = mine ? full : label;
          named();
        });
      return { mine, here, dot: dots[0], tooltip };
    });
    drawn.sort((one, other) => other.mine - one.mine || other.here - one.here);

    // Shows each name for which there is room, the map's own first and then those at which most happened.
    function named() {
      const taken = [];
      for (const { mine, dot, tooltip } of drawn) {
        const element = tooltip.getElement();
        if (!element) continue;
        element.hidden = false;
        const at = map.latLngToContainerPoint(dot.getLatLng());
        const [left, right, half] = [at.x - 4, at.x + 10 + element.offsetWidth, element.offsetHeight / 2];
        const free = taken.every(([a, b, y, h]) => right < a || left > b || Math.abs(at.y - y) > h + half - 3);
        element.hidden = !free && !mine;
        if (!element.hidden) taken.push([left, right, at.y, half]);
      }
    }
    map.on("zoomend moveend", named);
    named();
  }
  if (window.L) document.querySelectorAll("figure.map").forEach(moving);
}
