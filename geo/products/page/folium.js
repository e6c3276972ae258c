// What folium's own elements expect of a page: a marker's picture, and jQuery's $ to turn a popup's HTML into elements.

const PIN = "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 41"><path d="M12.5 1C6 1 1 6 1 12.4c0 8 11.5 27 11.5 27S24 20.4 24 12.4C24 6 19 1 12.5 1Z" ' +
  'fill="#3B5B73" stroke="#fff" stroke-width="1.5"/><circle cx="12.5" cy="12.5" r="4.5" fill="#fff"/></svg>',
);
const NO_PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";
L.Icon.Default.imagePath = "";
L.Icon.Default.mergeOptions({ iconUrl: PIN, iconRetinaUrl: PIN, shadowUrl: NO_PICTURE });

window.$ = window.$ || ((subject) => (typeof subject === "string"
  ? [...new DOMParser().parseFromString(subject, "text/html").body.children].map((child) => document.adoptNode(child))
  : { ready: (run) => run() }));
