// Canvases that move with Leaflet's map: drawn once a view, scaled while a zoom is under way.

const Sheet = L.Renderer.extend({
  initialize(paint, options) {
    L.Renderer.prototype.initialize.call(this, { padding: 0.2, ...options });
    this._paint = paint;
  },

  _initContainer() {
    this._container = L.DomUtil.create("canvas", "atlas-sheet");
    this._container.setAttribute("aria-hidden", "true");
  },

  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const density = window.devicePixelRatio || 1;
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(size.x * density);
    canvas.height = Math.round(size.y * density);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    this.repaint();
  },

  repaint() {
    const density = window.devicePixelRatio || 1;
    const size = this._bounds.getSize();
    const context = this._container.getContext("2d");
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, size.x, size.y);
    const origin = this._map.getPixelOrigin().add(this._bounds.min);
    this._paint(context, {
      zoom: this._map.getZoom(), scale: TILE_SIZE * 2 ** this._map.getZoom(),
      left: origin.x, top: origin.y, width: size.x, height: size.y,
      // where the visible part begins in the padded canvas
      shift: this._map.containerPointToLayerPoint([0, 0]).subtract(this._bounds.min),
    });
  },
});
