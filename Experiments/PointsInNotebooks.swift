import Laboratory

extension Tensor {
  /// One coordinate of points, count × 2.
  func coordinate(_ axis: Int) -> [Float] { slice(axis..<axis + 1, along: 1).elements }

  /// The points' numbers in double precision, row-major.
  var doubles: [Double] { elements.map(Double.init) }

  /// Batches of consecutive rows, the last as large as what is left.
  func batches(of size: Int) -> [Tensor] {
    stride(from: 0, to: shape[0], by: size).map { slice($0..<min($0 + size, shape[0]), along: 0) }
  }
}

extension Mark {
  /// Points of the plane, count × 2.
  static func points(_ points: Tensor, name: String? = nil, size: Double? = nil, opacity: Double? = nil) -> Mark {
    .points(points.coordinate(0), points.coordinate(1), name: name, size: size, opacity: opacity)
  }
}

extension Figure {
  /// Codes of two numbers, count × 2, coloured by category.
  init(codes: Tensor, categories: [Int], names: [String], title: String) {
    self.init(
      .points(codes.coordinate(0), codes.coordinate(1), categories: categories, names: names, size: 1.8),
      x: "z₁", y: "z₂", title: title, legend: .below, equalAspect: true)
  }

  /// Points that a model makes, over those of the data, both count × 2; what lies beyond ±8 is not shown.
  init(_ points: Tensor, over data: Tensor, title: String) {
    self.init(
      [
        .points(data, name: "data", size: 1.3, opacity: 0.6), .points(points, name: "VAE", size: 1.3, opacity: 0.6),
      ], x: Axis("x₁", limits: -8...8), y: Axis("x₂", limits: -8...8), title: title, equalAspect: true)
  }
}

/// The middles of the cells of a square raster over [−6, 6]², row by row from below.
struct PlaneRaster {
  static let extent = -6.0...6.0
  let side: Int

  /// Where the cells' middles are, side² × 2.
  var points: Tensor {
    let places = (0..<side).map { Float(-6 + 12 * (Double($0) + 0.5) / Double(side)) }
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
