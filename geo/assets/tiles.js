/** Tiles of others, offered by name; until a reader chooses them, nobody is asked. */

const OWN = "Own map, asks nobody else";
const TILES = {
  "OpenStreetMap, asks openstreetmap.org": [
    "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "© OpenStreetMap contributors",
  ],
  "Satellite, asks Esri": [
    "https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}",
    "Imagery © Esri and its suppliers",
  ],
};
const GROUND_PANES = ["granica-ground", "granica-water", "granica-lines", "granica-labels"];

export function offerTiles(map) {
  const own = L.layerGroup().addTo(map);
  const layers = Object.entries(TILES).map(([name, [url, attribution]]) => {
    const options = { attribution, maxZoom: map.getMaxZoom(), referrerPolicy: "origin" };
    return [name, L.tileLayer(url, options)];
  });
  L.control.layers({ [OWN]: own, ...Object.fromEntries(layers) }, null, { position: "topright" }).addTo(map);
  map.on("baselayerchange", ({ layer }) => {
    for (const name of GROUND_PANES) map.getPane(name).style.display = layer === own ? "" : "none";
  });
}
