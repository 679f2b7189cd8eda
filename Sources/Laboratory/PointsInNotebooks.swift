import LabFigures
import LabTensors

extension Tensor {
  /// One coordinate of points, count × 2.
  public func coordinate(_ axis: Int) -> [Float] { slice(axis..<axis + 1, along: 1).elements }

  /// The points' numbers in double precision, row-major.
  public var doubles: [Double] { elements.map(Double.init) }

  /// Batches of consecutive rows, the last as large as what is left.
  public func batches(of size: Int) -> [Tensor] {
    stride(from: 0, to: shape[0], by: size).map { slice($0..<min($0 + size, shape[0]), along: 0) }
  }
}

extension Mark {
  /// Points of the plane, count × 2.
  public static func points(_ points: Tensor, name: String? = nil, size: Double? = nil, opacity: Double? = nil) -> Mark
  {
    .points(points.coordinate(0), points.coordinate(1), name: name, size: size, opacity: opacity)
  }
}

extension Figure {
  /// Codes of two numbers, count × 2, coloured by category.
  public init(codes: Tensor, categories: [Int], names: [String], title: String) {
    self.init(
      .points(codes.coordinate(0), codes.coordinate(1), categories: categories, names: names, size: 1.8),
      x: "z₁", y: "z₂", title: title, legend: .below, equalAspect: true)
  }
}
