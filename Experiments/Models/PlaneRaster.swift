import Laboratory

/// The middles of the cells of a square raster over [−6, 6]², row by row from below.
struct PlaneRaster {
  static let extent = -6.0...6.0
  let side: Int

  /// Where the cells' middles are, side² × 2.
  var points: Tensor {
    let places: [Float] = (0..<side).map { place in
      let middle: Double = 12 * (Double(place) + 0.5) / Double(side)
      return Float(middle - 6)
    }
    return Tensor(places.flatMap { up in places.flatMap { right in [right, up] } }, shape: [side * side, 2])
  }

  /// A figure of a value for each cell.
  func figure(
    _ values: [Double], title: String, color: Axis, x: String = "x₁", y: String = "x₂"
  ) -> Figure {
    Figure(
      .heatMap(values, rows: side, columns: side, x: Self.extent, y: Self.extent, color: color),
      x: Axis(x, limits: Self.extent), y: Axis(y, limits: Self.extent), title: title, equalAspect: true)
  }
  /// A figure of log-densities in nats; −10 stands for everything below it.
  func figure(ofLogDensities values: [Double], title: String) -> Figure {
    figure(values, title: title, color: Axis("log-density", unit: "nats", limits: -10 ... -0.5))
  }

  /// What a model makes of the plane: log p(x) in each cell, summed over a lattice of codes.
  func figure(ofLogDensityBy vae: PlaneVAE, latticeSide: Int, title: String) -> Figure {
    figure(ofLogDensities: vae.logEvidence(of: points, latticeSide: latticeSide), title: title)
  }
}

extension Figure {
  /// Points of the plane, count × 2; what lies beyond ±8 is not shown.
  init(_ points: Tensor, title: String) {
    self.init(
      .points(points, size: 1.1, opacity: 0.6), x: Axis("x₁", limits: -8...8), y: Axis("x₂", limits: -8...8),
      title: title, equalAspect: true)
  }
}
